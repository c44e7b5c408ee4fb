/** Launched A/B definitions: how far they are, and the samples they sent. */
import type { Sql, SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { AfterTest, Measure } from './abDefinition';

/** `drawing`: who is in which sample. `waiting`: the test is over, and somebody chooses. */
export type AbStatus = 'drawing' | 'testing' | 'waiting' | 'decided' | 'cancelled';

export interface AbResult {
  readonly abResultId: number;
  readonly abDefinitionId: number;
  /** The campaign that holds the rest, and sends it the winner. */
  readonly restCampaignId: number;
  readonly measure: Measure;
  readonly threshold: number;
  readonly afterTest: AfterTest;
  readonly status: AbStatus;
  /** Letter, or null while there is none. */
  readonly winner: string | null;
  readonly chosenBy: 'measure' | 'hand' | null;
  readonly startedAt: Date;
  /** Null if there is no time limit. */
  readonly endsAt: Date | null;
  /** When the status left `testing`. */
  readonly endedAt: Date | null;
}

export interface AbResultSample {
  readonly abResultSampleId: number;
  readonly abResultId: number;
  readonly letter: string;
  readonly campaignId: number;
  /** What clients name the sample by, 32 hexadecimal digits. */
  readonly encryptedId: string;
}

const COLUMNS = `ab_result_id AS abResultId, ab_definition_id AS abDefinitionId, rest_campaign_id AS restCampaignId,
  measure, threshold, after_test AS afterTest, status, winner, chosen_by AS chosenBy, started_at AS startedAt,
  ends_at AS endsAt, ended_at AS endedAt`;
const SAMPLE_COLUMNS = `ab_result_sample_id AS abResultSampleId, ab_result_id AS abResultId, letter,
  campaign_id AS campaignId, encrypted_id AS encryptedId`;

/** The newest launch of a definition, or null. */
export async function newestResult(sql: Sql, realm: Realm, abDefinitionId: number): Promise<AbResult | null> {
  const [result] = await sql.rows<AbResult>(
    `SELECT ${COLUMNS} FROM ab_results WHERE realm_id = ? AND ab_definition_id = ?
      ORDER BY ab_result_id DESC LIMIT 1`,
    [realm.realmId, abDefinitionId],
  );
  return result ?? null;
}

/** A launch, locked until the end of the transaction: whoever changes its state does so alone. */
export async function lockResult(sql: Sql, realm: Realm, abResultId: number): Promise<AbResult | null> {
  const [result] = await sql.rows<AbResult>(
    `SELECT ${COLUMNS} FROM ab_results WHERE realm_id = ? AND ab_result_id = ? FOR UPDATE`,
    [realm.realmId, abResultId],
  );
  return result ?? null;
}

/** By letter. */
export const samplesOf = (sql: Sql, realm: Realm, abResultId: number): Promise<AbResultSample[]> =>
  selectSamples(sql, 'realm_id = ? AND ab_result_id = ? ORDER BY letter', [realm.realmId, abResultId]);

/** The sample that a client names, or null. */
export async function sampleByEncryptedId(
  sql: Sql,
  realm: Realm,
  encryptedId: string,
): Promise<AbResultSample | null> {
  const [sample] = await selectSamples(sql, 'realm_id = ? AND encrypted_id = ?', [
    realm.realmId,
    encryptedId.trim().toLowerCase(),
  ]);
  return sample ?? null;
}

const selectSamples = (sql: Sql, where: string, values: readonly SqlValue[]): Promise<AbResultSample[]> =>
  sql.rows<AbResultSample>(`SELECT ${SAMPLE_COLUMNS} FROM ab_result_samples WHERE ${where}`, values);
