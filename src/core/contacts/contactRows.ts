/** Reads contacts from the contacts table: the columns and their mapping, once. */
import type { Sql, SqlValue } from '../../db/sql';
import { matchName } from '../identity/contactMatch';
import type { ContactName } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';

/** A row of `contactColumns`. */
export interface ContactRow {
  contact_id: number;
  customer_key?: Buffer;
  email: string;
  first_name: string;
  email_as_given: string;
  first_name_as_given: string;
  last_name: string;
  company: string;
  address_1: string;
  address_2: string;
  city: string;
  state: string;
  zip: string;
  country: string;
  phone: string;
  fax: string;
  created_at: Date;
}

const COLUMNS =
  'contact_id, email, first_name, email_as_given, first_name_as_given, last_name, company, address_1, address_2, city, state, zip, country, phone, fax, created_at';

const prefixed = (columns: string, alias: string): string => columns.replace(/\w+/g, `${alias}.$&`);

const NORMAL_COLUMNS = prefixed(COLUMNS, 'contacts');
const KEYED_COLUMNS = prefixed(`${COLUMNS}, customer_key`, 'contacts');

/** Column list for a SELECT from contacts in this kind of realm. */
export const contactColumns = ({ identity }: Realm): string =>
  identity.hasKey ? KEYED_COLUMNS : NORMAL_COLUMNS;

/** A contact of a row. */
export const toContact = (row: ContactRow): Contact => ({
  contactId: row.contact_id,
  identity: {
    email: row.email,
    firstName: row.first_name,
    customerKey: keyText(row.customer_key),
  },
  email: row.email_as_given,
  firstName: row.first_name_as_given,
  lastName: row.last_name,
  company: row.company,
  address1: row.address_1,
  address2: row.address_2,
  city: row.city,
  state: row.state,
  zip: row.zip,
  country: row.country,
  phone: row.phone,
  fax: row.fax,
  createdAt: row.created_at,
});

/** Contacts of a realm that fulfil a condition over the contacts table. `tail` is ORDER BY and LIMIT. */
export async function selectContacts(
  sql: Sql,
  realm: Realm,
  condition: string,
  values: readonly SqlValue[],
  tail: string,
): Promise<Contact[]> {
  const rows = await sql.rows<ContactRow>(
    `SELECT ${contactColumns(realm)} FROM contacts WHERE realm_id = ? AND ${condition} ${tail}`,
    [realm.realmId, ...values],
  );
  return rows.map(toContact);
}

/** The one contact that a name means in this realm, or null. `lock` takes a row lock for a change. */
export async function findContact(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  lock = false,
): Promise<Contact | null> {
  const { sql: condition, values, order } = matchName(realm.identity, name);
  const tail = `ORDER BY ${order} LIMIT 1${lock ? ' FOR UPDATE' : ''}`;
  return (await selectContacts(sql, realm, condition, values, tail))[0] ?? null;
}

/** Contacts by id; those that do not exist are left out. */
export async function selectContactsById(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, Contact>> {
  if (contactIds.length === 0) return new Map();
  const rows = await sql.rowsOf<ContactRow>(
    `SELECT ${contactColumns(realm)} FROM contacts
      WHERE realm_id = ? AND contact_id IN (${contactIds.map(() => '?').join(', ')})`,
    [realm.realmId, ...contactIds],
  );
  return new Map(rows.map((row) => [row.contact_id, toContact(row)]));
}

/** The contact of this id, or null. */
export async function findContactById(sql: Sql, realm: Realm, contactId: number): Promise<Contact | null> {
  return (await selectContacts(sql, realm, 'contact_id = ?', [contactId], ''))[0] ?? null;
}
