/** Life-cycle campaigns: a series of templates that a contact gets, each so long after it was added. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { subscriptionsOf } from '../subscriptions/subscriptions';
import { requireTemplate } from '../templates/templates';

export interface LifecycleStep {
  readonly templateId: number;
  /** Counted from when the contact was added. */
  readonly afterMinutes: number;
}

export interface LifecycleCampaign {
  readonly lifecycleId: number;
  readonly name: string;
  readonly listId: number;
  /** In the order of their times. */
  readonly steps: LifecycleStep[];
}

const MAX_NAME = 100;
const MAX_STEPS = 100;
/** Ten years. */
const MAX_MINUTES = 5_256_000;

type Row = Omit<LifecycleCampaign, 'steps'> & { readonly steps: string };
const SELECT = 'SELECT lifecycle_id AS lifecycleId, name, list_id AS listId, steps FROM lifecycle_campaigns';
const toCampaign = (row: Row): LifecycleCampaign => ({
  ...row,
  steps: JSON.parse(row.steps) as LifecycleStep[],
});

export const lifecycleCampaigns = async (sql: Sql, { realmId }: Realm): Promise<LifecycleCampaign[]> =>
  (await sql.rows<Row>(`${SELECT} WHERE realm_id = ? ORDER BY name`, [realmId])).map(toCampaign);

export async function findLifecycle(
  sql: Sql,
  { realmId }: Realm,
  lifecycleId: number,
): Promise<LifecycleCampaign | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND lifecycle_id = ?`, [
    realmId,
    lifecycleId,
  ]);
  return row ? toCampaign(row) : null;
}

/** @throws {ApiError} `lifecycle.notFound` */
export async function requireLifecycle(
  sql: Sql,
  { realmId }: Realm,
  name: string,
): Promise<LifecycleCampaign> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND name = ?`, [realmId, name.trim()]);
  return row ? toCampaign(row) : fail('lifecycle.notFound');
}

/** @throws {ApiError} `argument.invalid`, `list.notFound`, `template.notFound`, `lifecycle.exists` */
export async function createLifecycle(
  sql: Sql,
  realm: Realm,
  campaign: Omit<LifecycleCampaign, 'lifecycleId'>,
  now: Date,
): Promise<number> {
  const name = campaign.name.trim();
  const refuse = (argument: string, reason: string): never =>
    fail('argument.invalid', { name: argument, reason });
  if (name === '' || [...name].length > MAX_NAME || /\p{Cc}/u.test(name))
    refuse('name', `it has 1 to ${MAX_NAME} characters`);
  if (campaign.steps.length === 0 || campaign.steps.length > MAX_STEPS)
    refuse('steps', `there are 1 to ${MAX_STEPS}`);
  if (
    campaign.steps.some(
      ({ afterMinutes }) => !Number.isInteger(afterMinutes) || afterMinutes < 0 || afterMinutes > MAX_MINUTES,
    )
  )
    refuse('steps', 'a message is sent at once or up to ten years later');
  await requireList(sql, realm, campaign.listId);
  for (const { templateId } of campaign.steps) await requireTemplate(sql, realm, templateId);
  const steps = [...campaign.steps].sort((a, b) => a.afterMinutes - b.afterMinutes);
  try {
    const { insertId } = await sql.write(
      'INSERT INTO lifecycle_campaigns (realm_id, name, list_id, steps, created_at) VALUES (?, ?, ?, ?, ?)',
      [realm.realmId, name, campaign.listId, JSON.stringify(steps), now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('lifecycle.exists');
    throw error;
  }
}

/** Nobody gets more of its messages. */
export async function deleteLifecycle(sql: Sql, { realmId }: Realm, lifecycleId: number): Promise<void> {
  for (const table of ['lifecycle_members', 'lifecycle_campaigns'])
    await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND lifecycle_id = ?`, [realmId, lifecycleId]);
}

/** How many contacts are on their way through each, by its number. */
export async function memberCounts(sql: Sql, { realmId }: Realm): Promise<Map<number, number>> {
  const rows = await sql.rows<{ id: number; n: number }>(
    'SELECT lifecycle_id AS id, COUNT(due_at) AS n FROM lifecycle_members WHERE realm_id = ? GROUP BY lifecycle_id',
    [realmId],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

export const dueAt = (addedAt: Date, { afterMinutes }: LifecycleStep): Date =>
  new Date(addedAt.getTime() + afterMinutes * 60_000);

/**
 * Puts a contact, which is locked, at the beginning. One that is in it, or went through it, stays where it is.
 * @returns whether it is new
 * @throws {ApiError} `contact.notSubscribed` if it is not on the list of the campaign
 */
export async function addToLifecycle(
  sql: Sql,
  realm: Realm,
  { lifecycleId, listId, steps }: LifecycleCampaign,
  { contactId }: Contact,
  now: Date,
): Promise<boolean> {
  const subscriptions = await subscriptionsOf(sql, realm, contactId);
  if (!subscriptions.some((each) => each.listId === listId)) fail('contact.notSubscribed');
  const { affectedRows } = await sql.write(
    'INSERT IGNORE INTO lifecycle_members (realm_id, lifecycle_id, contact_id, added_at, due_at) VALUES (?, ?, ?, ?, ?)',
    [realm.realmId, lifecycleId, contactId, now, dueAt(now, steps[0]!)],
  );
  return affectedRows === 1;
}
