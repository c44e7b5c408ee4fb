/** Reads contacts from the contacts table: the columns and their mapping, once. */
import type { Sql, SqlValue } from '../../db/sql';
import { fail } from '../../contract/errorCatalogue';
import { firstGiven, givenIn, matchBy } from '../identity/contactMatch';
import { decide, type Decision } from '../identity/decide';
import { identifierWord } from '../identity/describeScheme';
import { tokenHash } from '../identity/identityHash';
import type { ContactName, Identifier } from '../identity/identityScheme';
import { keyText } from '../identity/keyBytes';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { survivorsOf } from '../identity/survivors';

/** A row of `contactColumns`. */
export interface ContactRow {
  contact_id: number;
  customer_key?: Buffer | null;
  email: string | null;
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
    contactId: row.contact_id,
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
  const [best] = await contactsHaving(sql, realm, name, firstGiven(realm.identity, name), 1, lock);
  return best ?? null;
}

/** Of several contacts that share an identifier, those that are looked at for one that may take another. */
const SHARING = 100;

/**
 * The contact that a write means which names it by all that it knows, or null if it means a new one; locked.
 * @throws {ApiError} `contact.conflict` if the scheme does not let one call name two contacts
 */
export async function resolveContact(sql: Sql, realm: Realm, name: ContactName): Promise<Contact | null> {
  if (givenIn(realm.identity, name).length < 2) return findContact(sql, realm, name, true);
  const decision = await decideContact(sql, realm, name);
  if (decision.kind === 'conflict') return failConflict(realm, decision);
  return decision.kind === 'found' ? decision.contact : null;
}

/**
 * The same, with a conflict as an answer. All contacts that have something of the name are locked.
 * @param except a contact that does not count
 * @throws {ApiError} `argument.missing`
 */
export async function decideContact(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  except = 0,
): Promise<Decision<Contact>> {
  firstGiven(realm.identity, name);
  const decision = await decideOnce(sql, realm, name, except);
  // Somebody may have stored a contact between two of the looks; the second time it is seen whole.
  return decision.kind === 'conflict' ? decideOnce(sql, realm, name, except) : decision;
}

async function decideOnce(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  except: number,
): Promise<Decision<Contact>> {
  const having = new Map<Identifier, Contact[]>();
  for (const identifier of givenIn(realm.identity, name)) {
    const contacts = await contactsHaving(sql, realm, name, identifier, SHARING, true);
    having.set(
      identifier,
      contacts.filter(({ contactId }) => contactId !== except),
    );
  }
  return decide(
    realm.identity,
    name,
    (identifier) => having.get(identifier) ?? [],
    ({ identity }) => identity.customerKey !== null,
  );
}

/** @throws {ApiError} `contact.conflict` */
export const failConflict = (
  { identity }: Realm,
  {
    identifier,
    owner,
    contact,
  }: {
    readonly identifier: Identifier;
    readonly owner: { readonly contactId: number };
    readonly contact: { readonly contactId: number } | null;
  },
): never =>
  fail('contact.conflict', {
    identifier: identifierWord(identity, identifier),
    owner: owner.contactId,
    contact: contact ? `contact ${contact.contactId}` : 'a new one',
  });

/** The contacts that have an identifier of a name, the one that counts first. */
async function contactsHaving(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  identifier: Identifier,
  limit: number,
  lock: boolean,
): Promise<Contact[]> {
  const end = `LIMIT ${limit}${lock ? ' FOR UPDATE' : ''}`;
  if (identifier === 'deviceToken')
    return selectContacts(
      sql,
      realm,
      'contact_id IN (SELECT contact_id FROM device_tokens WHERE realm_id = ? AND token_hash = ?)',
      [realm.realmId, tokenHash(name.deviceToken!)],
      end,
    );
  if (identifier === 'firstName') return [];
  const { sql: condition, values, order } = matchBy(realm.identity, name, identifier);
  return selectContacts(sql, realm, condition, values, `ORDER BY ${order} ${end}`);
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

/** The same; in place of one that was merged into another stands that one. */
export async function selectContactsOrSurvivors(
  sql: Sql,
  realm: Realm,
  contactIds: readonly number[],
): Promise<Map<number, Contact>> {
  const found = await selectContactsById(sql, realm, contactIds);
  const missing = contactIds.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const survivors = await survivorsOf(sql, realm, missing);
  const others = await selectContactsById(sql, realm, [...new Set(survivors.values())]);
  for (const [id, survivor] of survivors) {
    const contact = others.get(survivor);
    if (contact) found.set(id, contact);
  }
  return found;
}

/** The contact of this id, or of the one that it was merged into, or null. */
export async function findContactById(
  sql: Sql,
  realm: Realm,
  contactId: number,
  lock = false,
): Promise<Contact | null> {
  const found = await contactNumbered(sql, realm, contactId, lock);
  if (found) return found;
  const survivor = (await survivorsOf(sql, realm, [contactId])).get(contactId);
  return survivor === undefined ? null : contactNumbered(sql, realm, survivor, lock);
}

/** The contact that has this id itself, or null. */
export async function contactNumbered(
  sql: Sql,
  realm: Realm,
  contactId: number,
  lock = false,
): Promise<Contact | null> {
  return (
    (await selectContacts(sql, realm, 'contact_id = ?', [contactId], lock ? 'FOR UPDATE' : ''))[0] ?? null
  );
}
