/**
 * Merging one contact into another: the survivor keeps its number and has the history of both, the other one's number
 * leads to it from then on. What is needed to separate them again is kept with the rows of the one that is gone; see
 * docs/decisions/0038-merging.md.
 */
import { fail } from '../../contract/errorCatalogue';
import { insertIgnored } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import type { Realm } from '../realms/realm';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import type { Contact } from './contact';
import { deleteOwnRows, packed, type OwnRows, type Row } from './contactOwnRows';
import { contactNumbered } from './contactRows';
import {
  planMerge,
  type ColumnChange,
  type MergeOptions,
  type MergePlan,
  type ValueChange,
} from './mergePlan';
import { historyOf, moveHistory, type MovedHistory } from './movedHistory';
import { writeStoredValues } from './storedValues';

/** What a merge did, as it is kept until it cannot be undone any more. */
export interface MergeRecord {
  readonly changes: readonly ColumnChange[];
  readonly updatedAt: { readonly before: Date; readonly after: Date };
  readonly values: readonly ValueChange[];
  readonly joined: readonly Row[];
  readonly left: readonly Row[];
  readonly pendings: readonly number[];
  readonly optOutsBefore: readonly Row[];
  readonly optOuts: readonly Row[];
  readonly history: MovedHistory;
}

/** What `former_contacts.content` holds of a merged contact. */
export type MergedContent = OwnRows & { readonly merge: MergeRecord };

export interface Merged extends MergePlan {
  readonly history: MovedHistory;
}

/** What `mergeContacts` would do; changes nothing. @throws {ApiError} as that */
export async function previewMerge(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  source: Contact,
  survivor: Contact,
  options: MergeOptions,
): Promise<Merged> {
  refuseSame(source, survivor);
  const plan = await planMerge(sql, realm, register, source, survivor, options);
  return { ...plan, history: await historyOf(sql, realm, source.contactId, survivor.contactId) };
}

/**
 * @param source as found, without a lock; the same for the survivor. They are locked here, in the order of their numbers
 * @throws {ApiError} `argument.invalid` for one and the same contact, `contact.notFound` where somebody else has merged
 *   or removed one of them meanwhile, `server.busy` where one of them has become known by something else
 */
export async function mergeContacts(
  sql: Sql,
  realm: Realm,
  register: OptOutRegister,
  source: Contact,
  survivor: Contact,
  options: MergeOptions,
  now: Date,
): Promise<Merged> {
  refuseSame(source, survivor);
  // Its answers are remembered for the rest of the call; see `AskedRegister`.
  if (source.identity.email !== null)
    await register.find([source, survivor].flatMap(({ identity }) => identity.email ?? []));
  const [first, second] = await lockBoth(sql, realm, source, survivor);
  const plan = await planMerge(sql, realm, register, first, second, options);
  const history = await historyOf(sql, realm, source.contactId, survivor.contactId);
  await keep(sql, realm, plan, history, now);
  await deleteSource(sql, realm, plan);
  await carryOut(sql, realm, plan, now);
  await moveHistory(sql, realm, history, source.contactId, survivor.contactId);
  await recordEvents(sql, realm, [
    {
      type: 'identity',
      occurredAt: now,
      contactId: survivor.contactId,
      detail: `contact ${source.contactId} merged into this one`,
    },
  ]);
  return { ...plan, history };
}

const refuseSame = (source: Contact, survivor: Contact): void => {
  if (source.contactId === survivor.contactId)
    fail('argument.invalid', { name: 'destination', reason: `both are contact ${source.contactId}` });
};

/** In the order of their numbers, so that two callers never wait for each other. */
async function lockBoth(
  sql: Sql,
  realm: Realm,
  source: Contact,
  survivor: Contact,
): Promise<[Contact, Contact]> {
  const locked = new Map<number, Contact>();
  for (const seen of [source, survivor].sort((a, b) => a.contactId - b.contactId)) {
    const contact = (await contactNumbered(sql, realm, seen.contactId, true)) ?? fail('contact.notFound');
    const { email, customerKey, firstName } = contact.identity;
    const before = seen.identity;
    if (email !== before.email || customerKey !== before.customerKey || firstName !== before.firstName)
      fail('server.busy');
    locked.set(contact.contactId, contact);
  }
  return [locked.get(source.contactId)!, locked.get(survivor.contactId)!];
}

async function keep(
  sql: Sql,
  realm: Realm,
  plan: MergePlan,
  history: MovedHistory,
  now: Date,
): Promise<void> {
  const { source, survivor, sourceRows, changes, values, joined, left, pendings, optOuts, optOutsBefore } =
    plan;
  const [row] = await sql.rows<{ updated_at: Date }>(
    'SELECT updated_at FROM contacts WHERE realm_id = ? AND contact_id = ?',
    [realm.realmId, survivor.contactId],
  );
  // Merges into one contact are undone in the opposite order, so no two of them may have one time.
  const [last] = await sql.rows<{ left_at: Date | null }>(
    'SELECT MAX(left_at) AS left_at FROM former_contacts WHERE realm_id = ? AND survivor_id = ?',
    [realm.realmId, survivor.contactId],
  );
  const at = new Date(Math.max(now.getTime(), (last?.left_at?.getTime() ?? 0) + 1));
  const merge: MergeRecord = {
    changes,
    updatedAt: { before: row!.updated_at, after: now },
    values,
    joined,
    left,
    pendings,
    optOutsBefore,
    optOuts,
    history,
  };
  const content: MergedContent = { ...sourceRows, merge };
  await sql.write(
    'INSERT INTO former_contacts (realm_id, contact_id, survivor_id, content, left_at) VALUES (?, ?, ?, ?, ?)',
    [realm.realmId, source.contactId, survivor.contactId, packed(content), at],
  );
}

/** What the survivor takes as it is changes its contact before the rest is deleted. */
async function deleteSource(
  sql: Sql,
  realm: Realm,
  { source, survivor, pendings }: MergePlan,
): Promise<void> {
  const to = [survivor.contactId, realm.realmId] as const;
  for (const table of ['device_tokens', 'relational_rows', 'relational_values'])
    await sql.write(`UPDATE ${table} SET contact_id = ? WHERE realm_id = ? AND contact_id = ?`, [
      ...to,
      source.contactId,
    ]);
  // Where the survivor is in a life-cycle campaign, too, it goes on from where it is.
  await sql.write(
    'UPDATE IGNORE lifecycle_members SET contact_id = ? WHERE realm_id = ? AND contact_id = ?',
    [...to, source.contactId],
  );
  for (const pendingId of pendings)
    await sql.write('UPDATE pending_subscriptions SET contact_id = ? WHERE realm_id = ? AND pending_id = ?', [
      ...to,
      pendingId,
    ]);
  await deleteOwnRows(sql, realm, source.contactId);
}

async function carryOut(
  sql: Sql,
  realm: Realm,
  { survivor, changes, values, joined, left, optOuts }: MergePlan,
  now: Date,
): Promise<void> {
  const { contactId } = survivor;
  const columns = changes.flatMap((change) => change.columns.map((column) => `${column} = ?, `)).join('');
  await sql.writeOf(`UPDATE contacts SET ${columns}updated_at = ? WHERE realm_id = ? AND contact_id = ?`, [
    ...changes.flatMap((change) => change.after),
    now,
    realm.realmId,
    contactId,
  ]);
  await writeStoredValues(
    sql,
    values.map(({ after }) => ({ ...after, contact_id: contactId })),
  );
  await insertIgnored(
    sql,
    'subscriptions',
    joined.map((row) => ({ ...row, contact_id: contactId })),
  );
  for (const { list_id: listId } of left)
    for (const table of ['subscriptions', 'pending_subscriptions'])
      await sql.write(`DELETE FROM ${table} WHERE realm_id = ? AND contact_id = ? AND list_id = ?`, [
        realm.realmId,
        contactId,
        listId!,
      ]);
  await insertIgnored(
    sql,
    'opt_outs',
    optOuts.map((row) => ({ ...row, created_at: row.created_at ?? now })),
  );
}
