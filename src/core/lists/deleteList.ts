/** Deletes a list. What was sent to it, and what people opted out of, outlives it. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { List } from './list';
import { requireList } from './lists';

/**
 * Its contacts stay, without their subscription to it.
 * @returns the list as it was, and how many were on it
 * @throws {ApiError} `list.notFound`; `argument.invalid` while a launch or an A/B definition needs it
 */
export async function deleteList(
  sql: Sql,
  realm: Realm,
  listId: number,
): Promise<{ readonly list: List; readonly subscriptions: number }> {
  const list = await requireList(sql, realm, listId);
  const values = [realm.realmId, listId];
  const [launch] = await sql.rows<{ campaign_id: number }>(
    `SELECT campaign_id FROM campaigns WHERE realm_id = ? AND list_id = ?
      AND status IN ('held', 'queued', 'running', 'paused') LIMIT 1`,
    values,
  );
  if (launch) refuse(`its launch ${launch.campaign_id} is under way; let it end, or cancel it`);
  const [test] = await sql.rows<{ name: string }>(
    'SELECT name FROM ab_definitions WHERE realm_id = ? AND list_id = ? LIMIT 1',
    values,
  );
  if (test) refuse(`the A/B definition ${test.name} is for it; delete that first`);
  await sql.write('DELETE FROM pending_subscriptions WHERE realm_id = ? AND list_id = ?', values);
  const { affectedRows } = await sql.write(
    'DELETE FROM subscriptions WHERE realm_id = ? AND list_id = ?',
    values,
  );
  await sql.write('DELETE FROM lists WHERE realm_id = ? AND list_id = ?', values);
  return { list, subscriptions: affectedRows };
}

const refuse = (reason: string): never => fail('argument.invalid', { name: 'listId', reason });
