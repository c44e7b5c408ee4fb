/**
 * Launches an A/B definition: the samples are campaigns of their own, each to a random part of the recipients, and a
 * further campaign holds all the others until there is a winner. Nobody is in two of them: recipients are kept once and
 * moved (drawSamples.ts).
 */
import { randomBytes } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import { captureFirst, holdCampaign, launchCampaign, type LaunchContext } from '../campaigns/launchCampaign';
import type { LaunchRequest } from '../campaigns/launchRequest';
import { planLaunches, type LaunchPlan, type PlanContext } from '../campaigns/planLaunch';
import type { AbDefinition, AbSample } from './abDefinition';
import { requireAbDefinition } from './abDefinitions';
import { drawSlice } from './drawSamples';
import { holdRemainder } from './remainderCampaign';

/** A launch of a definition with all that it takes along. */
export interface AbPlan {
  /** The request, completed by the definition. */
  readonly asked: LaunchRequest;
  readonly definition: AbDefinition;
  /** By letter, at least two. */
  readonly samples: readonly LaunchPlan[];
}

export interface AbLaunch {
  /** Of the launch in ab_results; 0 in test mode. */
  readonly abResultId: number;
  /** The campaign that holds the rest. In test mode that of the first sample. */
  readonly campaignId: number;
}

/**
 * The first half, before anything is locked.
 * @param request what it names goes before what the definition says: the list, the rule and the name
 * @throws {ApiError} `abtest.notFound`, and what `planLaunch` throws
 */
export async function planAbTest(context: PlanContext, request: LaunchRequest): Promise<AbPlan> {
  const { sql, realm } = context;
  const definition = await requireAbDefinition(sql, realm, request.abDefinitionId);
  const { samples } = definition;
  if (request.templateId > 0 && samples.every(({ templateId }) => templateId !== request.templateId))
    fail('launch.refused', { reason: 'the template is in none of the samples of the A/B definition' });
  const asked = {
    ...request,
    listId: request.listId || definition.listId,
    segmentationId: request.segmentationId || definition.segmentationId,
    suppressionList: request.suppressionList || definition.suppressionList,
    name: request.name.trim() || definition.name,
  };
  const requests = samples.map((sample) => sampleRequest(asked, sample));
  return { asked, definition, samples: await planLaunches(context, requests) };
}

/** The second half, in the caller's transaction. */
export async function launchAbTest(context: LaunchContext, plan: AbPlan): Promise<AbLaunch> {
  const { sql, realm } = context;
  const { asked, definition, samples } = plan;
  if (asked.testMode) {
    // One mail of each sample to the creator.
    const campaignIds = [];
    for (const sample of samples) campaignIds.push(await launchCampaign(context, sample));
    return { abResultId: 0, campaignId: campaignIds[0]! };
  }
  const campaignIds = [];
  for (const sample of samples) campaignIds.push(await holdCampaign(context, sample));
  const rest = { name: suffixed(asked.name, '(rest)'), notifyEmail: asked.notifyEmail };
  const campaignId = await holdRemainder(sql, realm, campaignIds[0]!, rest);
  const abResultId = await insertResult(context, definition, campaignId, campaignIds);
  // A large list goes on in the background.
  if (await captureFirst(context, campaignId, samples[0]!))
    await drawSlice(sql, realm, {
      ab_result_id: abResultId,
      rest_campaign_id: campaignId,
      threshold: definition.threshold,
      sample_type: definition.sampleType,
      sample_size: definition.sampleSize,
      draw_after: 0,
      looked_at: 0,
      drawn: 0,
    });
  return { abResultId, campaignId };
}

const sampleRequest = (
  asked: LaunchRequest,
  { letter, templateId, subject, fromAddress }: AbSample,
): LaunchRequest => ({
  ...asked,
  name: suffixed(asked.name, `(${letter})`),
  templateId,
  subject: subject || asked.subject,
  from: fromAddress,
  // The end of the launch is that of the rest.
  notifyEmail: asked.testMode ? asked.notifyEmail : '',
});

/** A campaign name has at most 100 characters. */
const suffixed = (name: string, suffix: string): string =>
  `${[...name].slice(0, 99 - suffix.length).join('')} ${suffix}`;

async function insertResult(
  { sql, realm }: LaunchContext,
  definition: AbDefinition,
  restCampaignId: number,
  campaignIds: readonly number[],
): Promise<number> {
  const { maxMinutes, threshold } = definition;
  const inMinutes = 'TIMESTAMPADD(MINUTE, ?, UTC_TIMESTAMP(3))';
  const ends = maxMinutes > 0 ? inMinutes : 'NULL';
  const { insertId: abResultId } = await sql.writeOf(
    `INSERT INTO ab_results (realm_id, ab_definition_id, rest_campaign_id, measure, threshold, after_test,
       sample_type, sample_size, status, started_at, ends_at, due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'drawing', UTC_TIMESTAMP(3), ${ends}, UTC_TIMESTAMP(3))`,
    [
      realm.realmId,
      definition.abDefinitionId,
      restCampaignId,
      definition.measure,
      threshold,
      definition.afterTest,
      definition.sampleType,
      definition.sampleSize,
      ...(maxMinutes > 0 ? [maxMinutes] : []),
    ],
  );
  await sql.writeOf(
    `INSERT INTO ab_result_samples (realm_id, ab_result_id, letter, campaign_id, encrypted_id)
     VALUES ${campaignIds.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
    campaignIds.flatMap((campaignId, i) => [
      realm.realmId,
      abResultId,
      definition.samples[i]!.letter,
      campaignId,
      randomBytes(16).toString('hex'),
    ]),
  );
  return abResultId;
}
