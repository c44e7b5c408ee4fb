/** Giving a launch its winner: by the measure, or by hand. */
import { fail } from '../../contract/errorCatalogue';
import { Superseded } from '../../db/claimLongestDue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { campaignTotals, type CampaignTotals } from '../events/campaignCounts';
import { lockResult, sampleByEncryptedId, samplesOf, type AbResult, type AbResultSample } from './abResults';
import { best } from './measures';
import { launchRemainder } from './remainderCampaign';

/** A sample that is still in the running. */
export interface Contender {
  readonly letter: string;
  readonly campaignId: number;
  readonly recipients: number;
  /** Of them, those that were moved on to the outbox, or to no mail. */
  readonly expanded: number;
}

/** The samples of a launch, by letter, but for those whose campaign was cancelled. */
export const contendersOf = (sql: Sql, realm: Realm, abResultId: number): Promise<Contender[]> =>
  sql.rows<Contender>(
    `SELECT s.letter, s.campaign_id AS campaignId, c.recipients, c.expanded
       FROM ab_result_samples s JOIN campaigns c ON c.realm_id = s.realm_id AND c.campaign_id = s.campaign_id
      WHERE s.realm_id = ? AND s.ab_result_id = ? AND c.status <> 'cancelled' ORDER BY s.letter`,
    [realm.realmId, abResultId],
  );

export async function withTotals(
  sql: Sql,
  realm: Realm,
  contenders: readonly Contender[],
): Promise<(Contender & { readonly totals: CampaignTotals })[]> {
  const counted = [];
  for (const each of contenders)
    counted.push({ ...each, totals: await campaignTotals(sql, realm, each.campaignId) });
  return counted;
}

/**
 * Sends a sample to the rest; the launch is over with this.
 * @returns false if nothing was done, because the rest was cancelled meanwhile
 * @throws {Superseded} if somebody has decided meanwhile
 */
export async function decide(
  sql: Sql,
  realm: Realm,
  { abResultId, restCampaignId }: Pick<AbResult, 'abResultId' | 'restCampaignId'>,
  winner: Pick<AbResultSample, 'letter' | 'campaignId'>,
  chosenBy: 'measure' | 'hand',
): Promise<boolean> {
  if (!(await launchRemainder(sql, realm, restCampaignId, winner.campaignId))) return false;
  const { affectedRows } = await sql.write(
    `UPDATE ab_results SET status = 'decided', winner = ?, chosen_by = ?, due_at = NULL,
            ended_at = COALESCE(ended_at, UTC_TIMESTAMP(3))
      WHERE realm_id = ? AND ab_result_id = ? AND status IN ('testing', 'waiting')`,
    [winner.letter, chosenBy, realm.realmId, abResultId],
  );
  if (affectedRows !== 1) throw new Superseded();
  return true;
}

/**
 * Sends the sample that somebody chose to the rest, whether or not the test is over.
 * @throws {ApiError} `abtest.sampleNotFound`, `abtest.over`
 */
export async function chooseManually(sql: Sql, realm: Realm, encryptedId: string): Promise<AbResultSample> {
  const sample = await sampleByEncryptedId(sql, realm, encryptedId);
  if (!sample) return fail('abtest.sampleNotFound');
  const result = await lockOpen(sql, realm, sample.abResultId);
  if (!(await decide(sql, realm, result, sample, 'hand'))) over('cancelled');
  return sample;
}

/**
 * Ends the test of a launch now, and sends the sample that is best by the measure to the rest.
 * @returns the letter
 * @throws {ApiError} `abtest.over`
 */
export async function chooseByMeasure(sql: Sql, realm: Realm, abResultId: number): Promise<string> {
  const result = await lockOpen(sql, realm, abResultId);
  const [first, ...others] = await withTotals(sql, realm, await contendersOf(sql, realm, abResultId));
  if (!first) return over('cancelled');
  const winner = best(result.measure, [first, ...others]);
  if (!(await decide(sql, realm, result, winner, 'measure'))) over('cancelled');
  return winner.letter;
}

/** @throws {ApiError} `abtest.over` if there is a winner already, or will be none */
async function lockOpen(sql: Sql, realm: Realm, abResultId: number): Promise<AbResult> {
  const result = await lockResult(sql, realm, abResultId);
  if (!result) throw new Error('a sample belongs to no launch');
  return result.status === 'testing' || result.status === 'waiting' ? result : over(result.status);
}

const OVER: Readonly<Record<string, string>> = {
  decided: 'the winner was sent before',
  drawing: 'its samples are still being drawn; try again in a moment',
};

const over = (status: string): never =>
  fail('abtest.over', {
    reason: OVER[status] ?? 'the launch was cancelled',
  });

/** The sample of a letter, or null. */
export const sampleOfLetter = async (
  sql: Sql,
  realm: Realm,
  abResultId: number,
  letter: string,
): Promise<AbResultSample | null> =>
  (await samplesOf(sql, realm, abResultId)).find((sample) => sample.letter === letter.toUpperCase()) ?? null;
