/**
 * Launches an A/B definition, in the caller's transaction: the samples are campaigns of their own, each to a random
 * part of the recipients, and a further campaign holds all the others until there is a winner. Nobody is in two of
 * them: recipients are kept once, and moved.
 */
import { randomBytes } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import {
  captureRecipients,
  launchCampaign,
  storeCampaign,
  type LaunchContext,
} from '../campaigns/launchCampaign';
import type { LaunchRequest } from '../campaigns/launchRequest';
import type { Realm } from '../realms/realm';
import type { AbDefinition, AbSample } from './abDefinition';
import { requireAbDefinition } from './abDefinitions';
import { holdRemainder } from './remainderCampaign';

export interface AbLaunch {
  /** Of the launch in ab_results; 0 in test mode. */
  readonly abResultId: number;
  /** The campaign that holds the rest. In test mode that of the first sample. */
  readonly campaignId: number;
  /** Contacts that the launch is for. In test mode one for each sample. */
  readonly recipients: number;
}

/**
 * @param request what it names goes before what the definition says: the list, the rule and the name
 * @throws {ApiError} `abtest.notFound`, and what `launchCampaign` throws
 */
export async function launchAbTest(context: LaunchContext, request: LaunchRequest): Promise<AbLaunch> {
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
  if (asked.testMode) return launchTests(context, asked, samples);

  const stored = [];
  for (const sample of samples) stored.push(await storeCampaign(context, sampleRequest(asked, sample)));
  const campaignIds = stored.map(({ campaignId }) => campaignId);
  const rest = { name: suffixed(asked.name, '(rest)'), notifyEmail: asked.notifyEmail };
  const restCampaignId = await holdRemainder(sql, realm, campaignIds[0]!, rest);
  const recipients = await captureRecipients(sql, realm, restCampaignId, asked, stored[0]!.audience);
  const each = sizeOfEach(definition, recipients);
  for (const campaignId of campaignIds) await moveAtRandom(sql, realm, restCampaignId, campaignId, each);
  await setRecipients(sql, realm, restCampaignId, recipients - each * campaignIds.length);
  const abResultId = await insertResult(context, definition, restCampaignId, campaignIds);
  return { abResultId, campaignId: restCampaignId, recipients };
}

/** One mail of each sample to the creator. */
async function launchTests(
  context: LaunchContext,
  asked: LaunchRequest,
  samples: readonly AbSample[],
): Promise<AbLaunch> {
  const launches = [];
  for (const sample of samples) launches.push(await launchCampaign(context, sampleRequest(asked, sample)));
  return { abResultId: 0, campaignId: launches[0]!.campaignId, recipients: launches.length };
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

/** Samples are equally large, whatever the size of the list. */
function sizeOfEach({ samples, sampleType, sampleSize }: AbDefinition, recipients: number): number {
  const wanted =
    sampleType === 'count' ? sampleSize : Math.max(1, Math.floor((recipients * sampleSize) / 100));
  return Math.min(wanted, Math.floor(recipients / samples.length));
}

async function moveAtRandom(sql: Sql, realm: Realm, from: number, to: number, count: number): Promise<void> {
  if (count > 0)
    await sql.writeOf(
      `UPDATE campaign_recipients SET campaign_id = ? WHERE realm_id = ? AND campaign_id = ?
        ORDER BY RAND() LIMIT ${Math.trunc(count)}`,
      [to, realm.realmId, from],
    );
  await setRecipients(sql, realm, to, count);
}

const setRecipients = (sql: Sql, realm: Realm, campaignId: number, recipients: number): Promise<unknown> =>
  sql.write('UPDATE campaigns SET recipients = ? WHERE realm_id = ? AND campaign_id = ?', [
    recipients,
    realm.realmId,
    campaignId,
  ]);

async function insertResult(
  { sql, realm }: LaunchContext,
  definition: AbDefinition,
  restCampaignId: number,
  campaignIds: readonly number[],
): Promise<number> {
  const { maxMinutes, threshold } = definition;
  const inMinutes = 'TIMESTAMPADD(MINUTE, ?, UTC_TIMESTAMP(3))';
  const ends = maxMinutes > 0 ? inMinutes : 'NULL';
  // A threshold is looked at again and again, a time limit once, and a choice by hand comes by itself.
  const due = threshold > 0 ? 'UTC_TIMESTAMP(3)' : ends;
  const minutes = maxMinutes > 0 ? [maxMinutes] : [];
  const { insertId: abResultId } = await sql.writeOf(
    `INSERT INTO ab_results (realm_id, ab_definition_id, rest_campaign_id, measure, threshold, after_test, status,
       started_at, ends_at, due_at)
     VALUES (?, ?, ?, ?, ?, ?, 'testing', UTC_TIMESTAMP(3), ${ends}, ${due})`,
    [
      realm.realmId,
      definition.abDefinitionId,
      restCampaignId,
      definition.measure,
      threshold,
      definition.afterTest,
      ...minutes,
      ...(threshold > 0 ? [] : minutes),
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
