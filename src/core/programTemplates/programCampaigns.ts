/** Campaigns of single messages that programs send by their number. */
import type { Sql } from '../../db/sql';
import { stickyCampaign } from '../messages/stickyCampaign';
import { readData, storedData, type DataFields } from '../profiles/dataValue';
import type { Realm } from '../realms/realm';

export const CAMPAIGN_STATES = ['Running', 'Finished', 'Aborted', 'Archived'] as const;
export type ProgramCampaignState = (typeof CAMPAIGN_STATES)[number];

export interface ProgramCampaign {
  readonly campaignId: number;
  readonly name: string;
  readonly templateId: number;
  readonly state: ProgramCampaignState;
  readonly data: DataFields;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const SELECT = `SELECT campaign_id AS campaignId, name, template_id AS templateId, state, data, created_at AS createdAt,
  updated_at AS updatedAt FROM program_campaigns`;

type Row = Omit<ProgramCampaign, 'data'> & { readonly data: string };
const toCampaign = (row: Row): ProgramCampaign => ({ ...row, data: readData(row.data) });

export async function findProgramCampaign(
  sql: Sql,
  { realmId }: Realm,
  campaignId: number,
): Promise<ProgramCampaign | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND campaign_id = ?`, [
    realmId,
    campaignId,
  ]);
  return row ? toCampaign(row) : null;
}

/** The oldest first. */
export async function programCampaigns(sql: Sql, { realmId }: Realm): Promise<ProgramCampaign[]> {
  const rows = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? ORDER BY campaign_id`, [realmId]);
  return rows.map(toCampaign);
}

/** Characters of a name; what follows tells campaigns of one name apart. */
const NAME = 80;

/** @returns its number, under which its mail is counted */
export async function createProgramCampaign(
  sql: Sql,
  realm: Realm,
  { name, templateId, data }: Pick<ProgramCampaign, 'name' | 'templateId' | 'data'>,
  now: Date,
): Promise<number> {
  const start = [...name].slice(0, NAME).join('');
  const [count] = await sql.rows<{ n: number }>(
    'SELECT COUNT(*) AS n FROM program_campaigns WHERE realm_id = ?',
    [realm.realmId],
  );
  for (let number = 1; ; number++) {
    const called = number === 1 ? start : `${start} (${count!.n + number})`;
    const campaignId = await stickyCampaign(sql, realm, 0, called, now);
    if (await findProgramCampaign(sql, realm, campaignId)) continue;
    await sql.write(
      'INSERT INTO program_campaigns (realm_id, campaign_id, name, template_id, state, data, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [realm.realmId, campaignId, called, templateId, 'Running', storedData(data), now, now],
    );
    return campaignId;
  }
}

/** @returns false if there is none */
export async function setCampaignState(
  sql: Sql,
  { realmId }: Realm,
  campaignId: number,
  state: ProgramCampaignState,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    'UPDATE program_campaigns SET state = ?, updated_at = ? WHERE realm_id = ? AND campaign_id = ?',
    [state, now, realmId, campaignId],
  );
  return affectedRows > 0;
}
