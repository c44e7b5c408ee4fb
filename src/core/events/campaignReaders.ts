/** Who opened or clicked in a campaign for the first time: what the unique counts are made of. */
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** A contact's first open or click in a campaign, or its first click on a link. */
export interface FirstRead {
  readonly campaignId: number;
  /** 10 or 11. */
  readonly eventType: number;
  /** 0 for the campaign as a whole. */
  readonly linkId: number;
  readonly contactId: number;
  readonly firstAt: Date;
  readonly clientId: number;
}

/** Stores those that are really the first. @returns them */
export async function recordFirstReads(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  reads: readonly FirstRead[],
): Promise<FirstRead[]> {
  const candidates = new Map<string, FirstRead>();
  for (const read of reads) if (!candidates.has(keyOf(read))) candidates.set(keyOf(read), read);
  if (candidates.size === 0) return [];
  for (const known of await knownReads(sql, realm, [...candidates.values()])) candidates.delete(known);
  // In the order of the key: writers that meet wait for each other, and never in a circle.
  const fresh = [...candidates.values()].sort(inKeyOrder);
  if (fresh.length === 0) return [];
  try {
    await sql.writeOf(
      `INSERT INTO campaign_readers (${COLUMNS}) VALUES ${fresh.map(() => ROW).join(', ')}`,
      fresh.flatMap((read) => valuesOf(realm, read)),
    );
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  // Another writer has recorded one of them meanwhile, and nothing was inserted: one at a time shows which.
  const first: FirstRead[] = [];
  for (const read of fresh) {
    const { affectedRows } = await sql.write(
      `INSERT IGNORE INTO campaign_readers (${COLUMNS}) VALUES ${ROW}`,
      valuesOf(realm, read),
    );
    if (affectedRows > 0) first.push(read);
  }
  return first;
}

const COLUMNS = 'realm_id, campaign_id, event_type, link_id, contact_id, first_at, client_id';
const ROW = '(?, ?, ?, ?, ?, ?, ?)';

const valuesOf = ({ realmId }: Pick<Realm, 'realmId'>, read: FirstRead): SqlValue[] => [
  realmId,
  read.campaignId,
  read.eventType,
  read.linkId,
  read.contactId,
  read.firstAt,
  read.clientId,
];

const groupOf = ({ campaignId, eventType, linkId }: Omit<FirstRead, 'firstAt' | 'clientId'>): string =>
  `${campaignId}/${eventType}/${linkId}`;
const keyOf = (read: Omit<FirstRead, 'firstAt' | 'clientId'>): string => `${groupOf(read)}/${read.contactId}`;

const inKeyOrder = (a: FirstRead, b: FirstRead): number =>
  a.campaignId - b.campaignId ||
  a.eventType - b.eventType ||
  a.linkId - b.linkId ||
  a.contactId - b.contactId;

/** Keys of those that are stored already. */
async function knownReads(
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  reads: readonly FirstRead[],
): Promise<string[]> {
  const groups = new Map<string, FirstRead[]>();
  for (const read of reads) {
    const group = groups.get(groupOf(read));
    if (group) group.push(read);
    else groups.set(groupOf(read), [read]);
  }
  const rows = await sql.rowsOf<{
    campaignId: number;
    eventType: number;
    linkId: number;
    contactId: number;
  }>(
    `SELECT campaign_id AS campaignId, event_type AS eventType, link_id AS linkId, contact_id AS contactId
       FROM campaign_readers WHERE realm_id = ? AND (${[...groups.values()]
         .map(
           (group) =>
             `(campaign_id = ? AND event_type = ? AND link_id = ? AND contact_id IN (${group.map(() => '?').join(', ')}))`,
         )
         .join(' OR ')})`,
    [
      realmId,
      ...[...groups.values()].flatMap((group) => {
        const { campaignId, eventType, linkId } = group[0]!;
        return [campaignId, eventType, linkId, ...group.map((read) => read.contactId)];
      }),
    ],
  );
  return rows.map(keyOf);
}
