/** The campaign that collects the one-off sends of a list under a campaign name. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/**
 * The number of the campaign; it is made on first use. Two first users at the same moment make one: the unique key
 * lets the second wait for the first.
 * @param listId 0 for sends without a list
 * @param name at most 100 characters, empty if the send names none
 */
export async function stickyCampaign(
  sql: Sql,
  realm: Realm,
  listId: number,
  name: string,
  now: Date,
): Promise<number> {
  // Looked up first: an insert that meets its own key would lock it until the end of every send.
  const known = await find(sql, realm, listId, name);
  if (known !== null) return known;
  await sql.write(
    `INSERT IGNORE INTO campaigns (realm_id, list_id, name, sticky_name, subject, status, created_at)
     VALUES (?, ?, ?, ?, '', 'sticky', ?)`,
    [realm.realmId, listId, name, name, now],
  );
  const made = await find(sql, realm, listId, name);
  if (made === null) throw new Error('a sticky campaign was neither found nor made');
  return made;
}

async function find(sql: Sql, realm: Realm, listId: number, name: string): Promise<number | null> {
  const [row] = await sql.rows<{ campaign_id: number }>(
    'SELECT campaign_id FROM campaigns WHERE realm_id = ? AND list_id = ? AND sticky_name = ?',
    [realm.realmId, listId, name],
  );
  return row?.campaign_id ?? null;
}
