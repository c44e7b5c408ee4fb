/**
 * Separating what was merged. Each of the two is as it was before, but that what was changed since stays changed: a value
 * that was written over stays with the survivor, a list that was left stays left by both, and an opt-out of the
 * meantime counts for both.
 */
import { fail } from '../../contract/errorCatalogue';
import { chunks, insertIgnored } from '../../db/bulkRows';
import { isDuplicateKey, type Sql } from '../../db/sql';
import { recordEvents } from '../events/events';
import { identityHashes } from '../identity/identityHash';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { MERGED_SOURCE } from '../suppression/optOuts';
import type { Contact } from './contact';
import {
  comparable,
  identityOfRow,
  putBackOwnRows,
  stillPossible,
  unpacked,
  type OwnRows,
  type Row,
} from './contactOwnRows';
import { contactNumbered } from './contactRows';
import { failTaken } from './failTaken';
import type { MergedContent, MergeRecord } from './mergeContacts';
import { optOutKey, optOutRows } from './mergePlan';
import { moveHistory } from './movedHistory';
import { clearValues, writeStoredValues } from './storedValues';

export interface Separated {
  readonly contactId: number;
  readonly survivorId: number;
}

/**
 * @param contactId of the contact that was merged into another; it has that number again
 * @throws {ApiError} `contact.notFound` if it was not merged, `contact.inseparable` where too much time has passed or
 *   another merge has to be undone before, `contact.conflict` or `contact.duplicate` where somebody else is known by what
 *   one of the two was known by
 */
export async function unmergeContact(
  sql: Sql,
  realm: Realm,
  contactId: number,
  now: Date,
): Promise<Separated> {
  const { survivor, rows, merge } = await separable(sql, realm, contactId);
  const survivorId = survivor.contactId;
  await sql.write('DELETE FROM former_contacts WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    contactId,
  ]);
  const source = identityOfRow(rows.contacts[0]!);
  const since = await optOutsSince(sql, realm, survivor, merge);
  const lists = await listsOf(sql, realm, survivorId);
  await giveBackColumns(sql, realm, survivorId, merge, now);
  await giveBackValues(sql, realm, survivorId, merge);
  await giveBackSubscriptions(sql, realm, survivorId, merge, since);
  await giveBackRows(sql, realm, { contactId, survivorId }, rows, merge);
  try {
    await putBackOwnRows(sql, realm, {
      ...rows,
      subscriptions: rows.subscriptions.filter(
        (row) =>
          !covers(since, row) &&
          // Whoever has left a list as the survivor has left it.
          (lists.has(Number(row.list_id)) || covers([...merge.optOutsBefore, ...merge.optOuts], row)),
      ),
      pending_subscriptions: rows.pending_subscriptions.filter(
        (row) => !merge.pendings.includes(Number(row.pending_id)),
      ),
      ...STAYED,
    });
  } catch (error) {
    if (isDuplicateKey(error)) await failTaken(sql, realm, { contactId }, source);
    throw error;
  }
  const apart = (await contactNumbered(sql, realm, survivorId)) ?? fail('server.busy');
  await separateOptOuts(sql, realm, source, apart.identity, merge, since);
  await moveHistory(sql, realm, merge.history, survivorId, contactId);
  await recordEvents(sql, realm, [
    {
      type: 'identity',
      occurredAt: now,
      contactId,
      detail: `separated from contact ${survivorId}`,
    },
    {
      type: 'identity',
      occurredAt: now,
      contactId: survivorId,
      detail: `contact ${contactId} separated from this one`,
    },
  ]);
  return { contactId, survivorId };
}

/** What was kept of a merge that can be undone; both contacts are locked, first the one that is there, as in a merge. */
async function separable(
  sql: Sql,
  realm: Realm,
  contactId: number,
): Promise<{ survivor: Contact; rows: OwnRows; merge: MergeRecord }> {
  const { realmId } = realm;
  const merged = 'FROM former_contacts WHERE realm_id = ? AND contact_id = ? AND survivor_id > 0';
  const [seen] = await sql.rows<{ survivor_id: number }>(`SELECT survivor_id ${merged}`, [
    realmId,
    contactId,
  ]);
  const survivorId = seen?.survivor_id ?? fail('contact.notFound');
  const refuse = (reason: string): never =>
    fail('contact.inseparable', { contact: contactId, survivor: survivorId, reason });
  const survivor =
    (await contactNumbered(sql, realm, survivorId, true)) ??
    refuse('that one was removed or merged since; bring it back first');
  const [former] = await sql.rows<{ content: string; left_at: Date }>(
    `SELECT content, left_at ${merged} AND survivor_id = ? FOR UPDATE`,
    [realmId, contactId, survivorId],
  );
  if (!former) return fail('contact.notFound');
  const { merge, ...rows } = unpacked(former.content) as Partial<MergedContent>;
  if (!merge) return refuse('it is too long ago, and what would be needed is deleted');
  const [later] = await sql.rows<{ contact_id: number }>(
    `SELECT contact_id FROM former_contacts
      WHERE realm_id = ? AND survivor_id = ? AND left_at > ? ORDER BY left_at DESC LIMIT 1`,
    [realmId, survivorId, former.left_at],
  );
  if (later) return refuse(`contact ${later.contact_id} was merged into it later; undo that first`);
  return { survivor, rows: rows as OwnRows, merge };
}

/** Whether one of the opt-outs is about the list of a row. */
const covers = (optOuts: readonly Row[], { list_id: listId }: Row): boolean =>
  optOuts.some((one) => Number(one.list_id) === 0 || one.list_id === listId);

/** Opt-outs that the survivor has expressed since the merge. */
async function optOutsSince(
  sql: Sql,
  realm: Realm,
  { identity }: Contact,
  { optOutsBefore, optOuts }: MergeRecord,
): Promise<Row[]> {
  const before = new Map(optOutsBefore.map((row) => [optOutKey(row), comparable(row.created_at)]));
  const came = new Set(optOuts.map(optOutKey));
  return (await optOutRows(sql, realm, [identity])).filter((row) => {
    const key = optOutKey(row);
    if (came.has(key)) return !String(row.source).startsWith(MERGED_SOURCE);
    return before.get(key) !== comparable(row.created_at);
  });
}

async function listsOf(sql: Sql, { realmId }: Realm, contactId: number): Promise<Set<number>> {
  const rows = await sql.rows<{ list_id: number }>(
    'SELECT list_id FROM subscriptions WHERE realm_id = ? AND contact_id = ?',
    [realmId, contactId],
  );
  return new Set(rows.map((row) => row.list_id));
}

/** What still holds what the merge wrote holds again what was there before. */
async function giveBackColumns(
  sql: Sql,
  realm: Realm,
  survivorId: number,
  { changes, updatedAt }: MergeRecord,
  now: Date,
): Promise<void> {
  const [row] = await sql.rowsOf<Row>('SELECT * FROM contacts WHERE realm_id = ? AND contact_id = ?', [
    realm.realmId,
    survivorId,
  ]);
  const back = changes.filter(({ columns, after }) => comparable(row![columns[0]!]) === comparable(after[0]));
  const isUntouched = comparable(row!.updated_at) === comparable(updatedAt.after);
  const before: Row = {
    ...row!,
    ...Object.fromEntries(
      back.flatMap((change) => change.columns.map((column, i) => [column, change.before[i]!])),
    ),
    updated_at: isUntouched ? updatedAt.before : now,
  };
  const columns = [...back.flatMap((change) => change.columns), 'updated_at'];
  try {
    await sql.writeOf(
      `UPDATE contacts SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE realm_id = ? AND contact_id = ?`,
      [...columns.map((column) => before[column] ?? null), realm.realmId, survivorId],
    );
  } catch (error) {
    if (isDuplicateKey(error)) await failTaken(sql, realm, { contactId: survivorId }, identityOfRow(before));
    throw error;
  }
}

async function giveBackValues(
  sql: Sql,
  realm: Realm,
  survivorId: number,
  { values }: MergeRecord,
): Promise<void> {
  const rows = await sql.rows<{ field_id: number; text_value: string }>(
    'SELECT field_id, text_value FROM contact_values WHERE realm_id = ? AND contact_id = ?',
    [realm.realmId, survivorId],
  );
  const current = new Map(rows.map((row) => [row.field_id, row.text_value]));
  const untouched = values.filter(({ fieldId, after }) => current.get(fieldId) === after.text_value);
  const before = untouched.flatMap((change) => (change.before ? [change.before] : []));
  await clearValues(
    sql,
    realm,
    survivorId,
    untouched.filter((change) => !change.before).map(({ fieldId }) => fieldId),
  );
  await writeStoredValues(sql, before);
}

async function giveBackSubscriptions(
  sql: Sql,
  realm: Realm,
  survivorId: number,
  { joined, left }: MergeRecord,
  since: readonly Row[],
): Promise<void> {
  for (const { list_id: listId } of joined)
    await sql.write('DELETE FROM subscriptions WHERE realm_id = ? AND contact_id = ? AND list_id = ?', [
      realm.realmId,
      survivorId,
      listId!,
    ]);
  const open = left.filter((row) => !covers(since, row));
  await insertIgnored(sql, 'subscriptions', await stillPossible(sql, realm, 'subscriptions', open));
}

/** What changed its contact as it was, and does so again where the survivor has it still. */
const STAYED = { device_tokens: [], relational_rows: [], relational_values: [], lifecycle_members: [] };

async function giveBackRows(
  sql: Sql,
  { realmId }: Realm,
  { contactId, survivorId }: Separated,
  rows: OwnRows,
  { pendings }: MergeRecord,
): Promise<void> {
  const rowIds = rows.relational_rows.map((row) => row.row_id!);
  for (const [table, column, values] of [
    ['device_tokens', 'token_hash', rows.device_tokens.map((row) => row.token_hash!)],
    ['pending_subscriptions', 'pending_id', pendings],
    ['relational_rows', 'row_id', rowIds],
    ['relational_values', 'row_id', rowIds],
    ['lifecycle_members', 'member_id', rows.lifecycle_members.map((row) => row.member_id!)],
  ] as const)
    for (const some of chunks(values))
      await sql.writeOf(
        `UPDATE ${table} SET contact_id = ? WHERE realm_id = ? AND ${column} IN (${some.map(() => '?').join(', ')}) AND contact_id = ?`,
        [contactId, realmId, ...some, survivorId],
      );
}

async function separateOptOuts(
  sql: Sql,
  realm: Realm,
  source: StoredIdentity,
  survivor: StoredIdentity,
  { optOutsBefore, optOuts }: MergeRecord,
  since: readonly Row[],
): Promise<void> {
  for (const row of optOuts)
    await sql.write(
      'DELETE FROM opt_outs WHERE realm_id = ? AND identity_hash = ? AND level = ? AND list_id = ? AND source = ?',
      [realm.realmId, row.identity_hash!, row.level!, row.list_id!, row.source!],
    );
  const own = identityHashes(realm.identity, source);
  const ofSource = optOutsBefore.filter((row) => own.some((one) => one.equals(row.identity_hash as Buffer)));
  const both = [...own, ...identityHashes(realm.identity, survivor)];
  await insertIgnored(sql, 'opt_outs', [
    ...ofSource,
    ...since.flatMap((row) => both.map((identityHash) => ({ ...row, identity_hash: identityHash }))),
  ]);
}
