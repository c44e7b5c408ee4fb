/** Writes the contacts of a realm as CSV, page by page: any number of them in little memory. */
import { STATEMENT_ROWS } from '../db/bulkRows';
import type { Sql } from '../db/sql';
import { selectContacts, selectContactsById } from '../core/contacts/contactRows';
import { tokensOf } from '../core/contacts/deviceTokens';
import { STANDARD_FIELDS } from '../core/fields/standardFields';
import { FIELD_TYPES, displayValue, type CustomField } from '../core/fields/customField';
import { customFields } from '../core/fields/customFields';
import type { Contact } from '../core/contacts/contact';
import type { Realm } from '../core/realms/realm';
import { optOutsOfEach, type StoredOptOut } from '../core/suppression/optOuts';
import { parseDate } from '../time/realmTime';
import { formatEntries } from './cellEntries';
import { customHeading, OWN_HEADINGS } from './contactColumns';
import { csvRow } from './csvText';

export interface ExportOptions {
  readonly delimiter: string;
  /** Only who is on this list; null for everybody. */
  readonly listId: number | null;
}

export interface ExportedPage {
  readonly text: string;
  readonly contacts: number;
}

/** How many contacts an export holds, for its progress. */
export async function countForExport(
  sql: Sql,
  { realmId }: Realm,
  listId: ExportOptions['listId'],
): Promise<number> {
  const [row] =
    listId === null
      ? await sql.rows<{ total: number }>('SELECT COUNT(*) AS total FROM contacts WHERE realm_id = ?', [
          realmId,
        ])
      : await sql.rows<{ total: number }>(
          'SELECT COUNT(*) AS total FROM subscriptions WHERE realm_id = ? AND list_id = ?',
          [realmId, listId],
        );
  return row!.total;
}

/** The first page holds the headings. Contacts come by id; one that changes meanwhile is written as it is then. */
export async function* exportContacts(
  sql: Sql,
  realm: Realm,
  { delimiter, listId }: ExportOptions,
): AsyncGenerator<ExportedPage> {
  const fields = await customFields(sql, realm);
  const headings = [
    ...(realm.identity.hasKey ? [OWN_HEADINGS.customerKey] : []),
    ...STANDARD_FIELDS.map(({ name }) => name),
    ...fields.map(customHeading),
    OWN_HEADINGS.subscriptions,
    OWN_HEADINGS.optOuts,
    ...(hasDevices(realm) ? [OWN_HEADINGS.devices] : []),
    OWN_HEADINGS.created,
    OWN_HEADINGS.updated,
  ];
  yield { text: csvRow(headings, delimiter), contacts: 0 };
  for (let last = 0; ;) {
    const contacts = await nextContacts(sql, realm, listId, last);
    if (contacts.length === 0) return;
    yield { text: await pageText(sql, realm, fields, contacts, delimiter), contacts: contacts.length };
    last = contacts.at(-1)!.contactId;
  }
}

/** Those behind a contact, by id. */
async function nextContacts(
  sql: Sql,
  realm: Realm,
  listId: number | null,
  last: number,
): Promise<readonly Contact[]> {
  if (listId === null)
    return selectContacts(
      sql,
      realm,
      'contact_id > ?',
      [last],
      `ORDER BY contact_id LIMIT ${STATEMENT_ROWS}`,
    );
  const members = await sql.rows<{ contact_id: number }>(
    `SELECT contact_id FROM subscriptions WHERE realm_id = ? AND list_id = ? AND contact_id > ?
      ORDER BY contact_id LIMIT ${STATEMENT_ROWS}`,
    [realm.realmId, listId, last],
  );
  const contacts = await selectContactsById(
    sql,
    realm,
    members.map((member) => member.contact_id),
  );
  return members.flatMap(({ contact_id: id }) => contacts.get(id) ?? []);
}

async function pageText(
  sql: Sql,
  realm: Realm,
  fields: readonly CustomField[],
  contacts: readonly Contact[],
  delimiter: string,
): Promise<string> {
  const ids = contacts.map(({ contactId }) => contactId);
  const values = await valuesOf(sql, realm, ids);
  const updated = await updatedAt(sql, realm, ids);
  const tokens = hasDevices(realm) ? await tokensOf(sql, realm, ids) : null;
  const subscriptions = await subscriptionCells(sql, realm, ids);
  const optOuts = await optOutsOfEach(
    sql,
    realm,
    contacts.map(({ identity }) => identity),
  );
  const lists = await listNames(sql, realm, optOuts.flat());
  return contacts
    .map((contact, i) => {
      const { contactId, identity, createdAt } = contact;
      const own = values.get(contactId);
      return csvRow(
        [
          ...(realm.identity.hasKey ? [identity.customerKey ?? ''] : []),
          ...STANDARD_FIELDS.map((field) => field.read(contact)),
          ...fields.map(({ fieldId }) => own?.get(fieldId) ?? ''),
          subscriptions.get(contactId) ?? '',
          optOutCell(optOuts[i]!, lists),
          ...(tokens ? [formatEntries((tokens.get(contactId) ?? []).map((token) => [token]))] : []),
          createdAt.toISOString(),
          updated.get(contactId)!.toISOString(),
        ],
        delimiter,
      );
    })
    .join('');
}

/** Whether contacts are known by their devices. */
const hasDevices = ({ identity }: Realm): boolean => identity.lookUp.includes('deviceToken');

const marks = (ids: readonly unknown[]): string => ids.map(() => '?').join(', ');

async function valuesOf(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, Map<number, string>>> {
  const rows = await sql.rowsOf<{
    contact_id: number;
    field_id: number;
    text_value: string;
    date_value: Date | null;
  }>(
    `SELECT contact_id, field_id, text_value, date_value FROM contact_values
      WHERE realm_id = ? AND contact_id IN (${marks(contactIds)})`,
    [realm.realmId, ...contactIds],
  );
  const found = new Map<number, Map<number, string>>();
  for (const { contact_id: id, field_id: field, text_value: text, date_value: date } of rows) {
    const own = found.get(id) ?? new Map<number, string>();
    found.set(id, own.set(field, date ? exactDate(date, realm.timeZone) : text));
  }
  return found;
}

/** As answers show it, where that means exactly this moment when it is read again. */
function exactDate(date: Date, timeZone: string): string {
  const shown = displayValue(FIELD_TYPES.date, '', date, timeZone);
  return parseDate(shown, timeZone)?.getTime() === date.getTime() ? shown : date.toISOString();
}

async function updatedAt(sql: Sql, realm: Realm, contactIds: readonly number[]): Promise<Map<number, Date>> {
  const rows = await sql.rowsOf<{ contact_id: number; updated_at: Date }>(
    `SELECT contact_id, updated_at FROM contacts WHERE realm_id = ? AND contact_id IN (${marks(contactIds)})`,
    [realm.realmId, ...contactIds],
  );
  return new Map(rows.map((row) => [row.contact_id, row.updated_at]));
}

async function subscriptionCells(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, string>> {
  const rows = await sql.rowsOf<{ contact_id: number; name: string; email_format: number; created_at: Date }>(
    `SELECT s.contact_id, l.name, s.email_format, s.created_at
       FROM subscriptions s JOIN lists l ON l.realm_id = s.realm_id AND l.list_id = s.list_id
      WHERE s.realm_id = ? AND s.contact_id IN (${marks(contactIds)}) ORDER BY s.contact_id, l.name`,
    [realm.realmId, ...contactIds],
  );
  const entries = new Map<number, string[][]>();
  for (const row of rows) {
    const entry = [row.name, String(row.email_format), row.created_at.toISOString()];
    const own = entries.get(row.contact_id);
    if (own) own.push(entry);
    else entries.set(row.contact_id, [entry]);
  }
  return new Map([...entries].map(([id, own]) => [id, formatEntries(own)]));
}

async function listNames(
  sql: Sql,
  realm: Realm,
  optOuts: readonly StoredOptOut[],
): Promise<Map<number, string>> {
  const ids = [...new Set(optOuts.map(({ listId }) => listId).filter((id) => id > 0))];
  if (ids.length === 0) return new Map();
  const rows = await sql.rowsOf<{ list_id: number; name: string }>(
    `SELECT list_id, name FROM lists WHERE realm_id = ? AND list_id IN (${marks(ids)})`,
    [realm.realmId, ...ids],
  );
  return new Map(rows.map((row) => [row.list_id, row.name]));
}

/** Entries of the form `list|NAME|WHEN|SOURCE` or `global|WHEN|SOURCE`. */
const optOutCell = (optOuts: readonly StoredOptOut[], lists: ReadonlyMap<number, string>): string =>
  formatEntries(
    optOuts
      .map(({ level, listId, source, createdAt }) => [
        level,
        // Of a list that is gone the number is left.
        ...(level === 'list' ? [lists.get(listId) ?? String(listId)] : []),
        createdAt.toISOString(),
        source,
      ])
      .sort((a, b) => (a.join('|') < b.join('|') ? -1 : 1)),
  );
