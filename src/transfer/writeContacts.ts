/**
 * Writes a block of checked contacts with everything that belongs to them, in the caller's transaction and in a handful
 * of statements whatever the number of rows.
 */
import { ApiError, fail } from '../contract/errorCatalogue';
import { insertRows, chunks } from '../db/bulkRows';
import { isDuplicateKey, type Sql, type SqlValue } from '../db/sql';
import type { Contact } from '../core/contacts/contact';
import { contactFinder, type IdentifiedContact } from '../core/contacts/contactIdentities';
import { contactNumbered, decideContact } from '../core/contacts/contactRows';
import { createContact } from '../core/contacts/createContact';
import { giveDevices } from '../core/contacts/deviceTokens';
import { areForgotten } from '../core/contacts/forgottenRegister';
import { holderOfKey } from '../core/contacts/formerContacts';
import { writeValues } from '../core/contacts/storedValues';
import { fold } from '../core/identity/fold';
import { identityText } from '../core/identity/identityHash';
import { keyBytes } from '../core/identity/keyBytes';
import { identityOfNew, schemeKey } from '../core/identity/newIdentity';
import { storedPhone } from '../core/identity/phoneNumber';
import type { StoredIdentity } from '../core/identity/identityScheme';
import type { Realm } from '../core/realms/realm';
import { addSubscriptions, removeSubscriptionsOf } from '../core/subscriptions/subscriptions';
import { hasOptOuts, optOutsOfEach, recordOptOuts, type StoredOptOut } from '../core/suppression/optOuts';
import type { OptOutRegister } from '../core/suppression/universalOptOuts';
import { isRefusal, type ContactRow, type RowLayout } from './readContactRow';

/** What became of a block. */
export interface Written {
  readonly created: number;
  readonly updated: number;
  /** Rows that could not be taken, by their place in the block. */
  readonly refused: ReadonlyMap<number, string>;
  /** Subscriptions that were not made, because the contact opted out. */
  readonly leftOut: number;
  /** Contacts of the rows that were taken, by the place of the row. */
  readonly contactIds: ReadonlyMap<number, number>;
}

/** What a row's values mean. */
type Layout = Pick<RowLayout, 'standard'>;

interface Entry {
  /** Its place in the block. */
  readonly at: number;
  readonly row: ContactRow;
  existing: IdentifiedContact | undefined;
  /** What identifies the contact when the row is written. */
  identity: StoredIdentity;
  contactId: number;
}

/**
 * Contacts that exist are changed: a cell that is empty changes nothing, an older date of creation is taken over, and
 * nothing is taken away, but that who opts out leaves the lists that they opt out of. Of several rows for one contact the
 * last one counts.
 */
export async function writeContacts(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  layout: Layout,
  rows: readonly ContactRow[],
  now: Date,
): Promise<Written> {
  // Asked before rows are locked: the register is in another database.
  const everywhere = await universal.find(await addressesOf(sql, realm, rows));
  let sum: Written = { created: 0, updated: 0, refused: new Map(), leftOut: 0, contactIds: new Map() };
  let before = 0;
  for (const some of apart(realm, rows)) {
    const written = await writeBlock(sql, everywhere, realm, layout, some, now);
    const refused = [...written.refused].map(([at, reason]) => [before + at, reason] as const);
    const ids = [...written.contactIds].map(([at, contactId]) => [before + at, contactId] as const);
    sum = {
      created: sum.created + written.created,
      updated: sum.updated + written.updated,
      refused: new Map([...sum.refused, ...refused]),
      leftOut: sum.leftOut + written.leftOut,
      contactIds: new Map([...sum.contactIds, ...ids]),
    };
    before += some.length;
  }
  return sum;
}

/**
 * Where several identifiers name a contact, what one row writes can decide whom the next one means: such rows go into
 * blocks of their own.
 */
function apart({ identity }: Realm, rows: readonly ContactRow[]): (readonly ContactRow[])[] {
  if (identity.lookUp.length === 1) return [rows];
  const blocks: ContactRow[][] = [[]];
  let seen = new Set<string>();
  for (const row of rows) {
    const { customerKey, email } = row.name;
    const own = [
      ...(customerKey === null ? [] : [`key ${customerKey}`]),
      ...(email === null ? [] : [`address ${fold(email)}`]),
    ];
    if (own.some((text) => seen.has(text))) {
      blocks.push([]);
      seen = new Set();
    }
    own.forEach((text) => seen.add(text));
    blocks.at(-1)!.push(row);
  }
  return blocks;
}

async function writeBlock(
  sql: Sql,
  everywhere: ReadonlySet<string>,
  realm: Realm,
  layout: Layout,
  rows: readonly ContactRow[],
  now: Date,
): Promise<Written> {
  const { entries, refused } = await identify(sql, realm, rows);
  const fresh = entries.filter(({ existing }) => !existing);
  const known = entries.filter(({ existing }) => existing);
  for (const some of chunks(known)) await upsert(sql, realm, layout, some, now);
  for (const some of chunks(fresh.filter(({ row }) => !isByPhoneOrDevice(row))))
    await create(sql, realm, layout, some, now);
  for (const entry of fresh.filter(({ row }) => isByPhoneOrDevice(row)))
    await createSingly(sql, realm, layout, entry, now);
  // Opt-outs of a contact that has nothing else hang on its number.
  for (const entry of fresh) entry.identity = { ...entry.identity, contactId: entry.contactId };

  const values = entries.flatMap(({ row, contactId }) =>
    row.custom.map((value) => ({ contactId, ...value })),
  );
  for (const some of chunks(values, ({ value }) => value.text.length)) await writeValues(sql, realm, some);
  const devices = entries.flatMap(({ row, contactId }) => row.devices.map((token) => ({ contactId, token })));
  for (const some of chunks(devices, ({ token }) => token.length)) await giveDevices(sql, realm, some, now);
  const optOuts = await writeOptOuts(sql, realm, entries, now);
  const leftOut = await subscribeAll(sql, realm, entries, optOuts, everywhere, now);
  const created = new Set(entries.filter((entry) => !entry.existing).map(({ contactId }) => contactId)).size;
  const contactIds = new Map(entries.map(({ at, contactId }) => [at, contactId]));
  return { created, updated: entries.length - created, refused, leftOut, contactIds };
}

/** Those under which the rows will be subscribed; of contacts that are known by their keys they can be in the database alone. */
async function addressesOf(sql: Sql, realm: Realm, rows: readonly ContactRow[]): Promise<string[]> {
  const subscribed = rows.filter(({ subscriptions }) => subscriptions.length > 0).map(({ name }) => name);
  const nameless = subscribed.filter(({ email }) => email === null);
  const find = nameless.length > 0 ? await contactFinder(sql, realm, nameless, false) : () => undefined;
  return subscribed.flatMap((name) => name.email ?? find(name)?.email ?? []);
}

async function identify(
  sql: Sql,
  realm: Realm,
  rows: readonly ContactRow[],
): Promise<{ entries: Entry[]; refused: Map<number, string> }> {
  const find = await contactFinder(
    sql,
    realm,
    rows.map(({ name }) => name),
    true,
  );
  const refused = new Map<number, string>();
  const others = new Map<ContactRow, IdentifiedContact>();
  for (const row of rows.filter(isByPhoneOrDevice)) {
    const decision = await decideContact(sql, realm, row.name);
    if (decision.kind === 'found') others.set(row, identified(decision.contact));
  }
  const known = rows.flatMap((row, at): Entry[] => {
    try {
      const existing = isByPhoneOrDevice(row) ? others.get(row) : find(row.name);
      const identity = existing ? changed(realm, existing, row) : identityOfNew(realm.identity, row.name);
      return [{ at, row, existing, identity, contactId: existing?.contactId ?? 0 }];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.set(at, error.message);
      return [];
    }
  });
  const forgotten = await areForgotten(
    sql,
    realm,
    known.map(({ identity }) => identity),
  );
  const entries: Entry[] = [];
  for (const [i, entry] of known.entries()) {
    const { at, identity, existing } = entry;
    const isNewKey = identity.customerKey !== null && identity.customerKey !== existing?.customerKey;
    const removed = isNewKey ? await holderOfKey(sql, realm, identity.customerKey) : null;
    if (forgotten[i]) refused.set(at, new ApiError('contact.forgotten').message);
    else if (removed !== null)
      refused.set(at, new ApiError('contact.reserved', { contact: removed }).message);
    else entries.push(entry);
  }
  return { entries, refused };
}

const changed = ({ identity }: Realm, contact: IdentifiedContact, { name }: ContactRow): StoredIdentity => ({
  contactId: contact.contactId,
  customerKey:
    name.customerKey !== null && identity.changeable.includes('customerKey')
      ? schemeKey(identity, name.customerKey)
      : contact.customerKey,
  email: name.email === null ? contact.email : fold(name.email),
  firstName: name.firstName ? fold(name.firstName) : contact.firstName,
});

/** Writes contacts that the look-up did not find, and notes their ids. */
async function create(
  sql: Sql,
  realm: Realm,
  layout: Layout,
  fresh: readonly Entry[],
  now: Date,
): Promise<void> {
  const different = new Set(fresh.map(({ identity }) => identityText(realm.identity, identity)));
  if (different.size === fresh.length) {
    try {
      const { insertId } = await insertRows(sql, 'contacts', ...contactRows(realm, layout, fresh, now));
      if (await areNumbered(sql, realm, fresh, insertId)) {
        fresh.forEach((entry, i) => (entry.contactId = insertId + i));
        return;
      }
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await adopt(sql, realm, fresh);
      await upsert(sql, realm, layout, fresh, now);
    }
  } else await upsert(sql, realm, layout, fresh, now);
  const find = await contactFinder(
    sql,
    realm,
    fresh.map(({ row }) => row.name),
    true,
  );
  for (const entry of fresh) entry.contactId = find(entry.row.name)!.contactId;
}

/** Whether a row has nothing that a contact could be found by together with others. */
const isByPhoneOrDevice = ({ name }: ContactRow): boolean => name.email === null && name.customerKey === null;

const identified = ({ identity, contactId, email, firstName }: Contact): IdentifiedContact => ({
  ...identity,
  contactId,
  emailAsGiven: email,
  firstNameAsGiven: firstName,
});

/** Creates a contact that no index tells from its like. */
async function createSingly(sql: Sql, realm: Realm, layout: Layout, entry: Entry, now: Date): Promise<void> {
  const { row } = entry;
  const { contactId } = await createContact(sql, realm, row.name, row.updatedAt ?? now);
  const contact = (await contactNumbered(sql, realm, contactId)) ?? fail('server.busy');
  const existing = identified(contact);
  Object.assign(entry, { contactId, identity: changed(realm, existing, row) });
  await upsert(sql, realm, layout, [{ ...entry, existing }], now);
}

/** Somebody else created some of them meanwhile: they are contacts that exist. */
async function adopt(sql: Sql, realm: Realm, fresh: readonly Entry[]): Promise<void> {
  const find = await contactFinder(
    sql,
    realm,
    fresh.map(({ row }) => row.name),
    true,
  );
  for (const entry of fresh) {
    const existing = find(entry.row.name);
    if (existing)
      Object.assign(entry, {
        existing,
        identity: changed(realm, existing, entry.row),
        contactId: existing.contactId,
      });
  }
}

/**
 * Whether the rows of one insertion have ids without gaps. Servers number them upwards, so where the first and the last
 * are as far apart as they would be then, there is nothing between them that is not ours.
 */
async function areNumbered(
  sql: Sql,
  realm: Realm,
  fresh: readonly Entry[],
  firstId: number,
): Promise<boolean> {
  const ends = [fresh[0]!.row.name, fresh.at(-1)!.row.name];
  const find = await contactFinder(sql, realm, ends, true);
  return ends.every((name, i) => find(name)?.contactId === firstId + i * (fresh.length - 1));
}

/** Writes contacts that exist, or may exist by now. */
async function upsert(
  sql: Sql,
  realm: Realm,
  layout: Layout,
  entries: readonly Entry[],
  now: Date,
): Promise<void> {
  const changes = [
    ...[...IDENTIFYING, ...(realm.identity.changeable.includes('customerKey') ? ['customer_key'] : [])].map(
      (column) => `${column} = VALUES(${column})`,
    ),
    ...layout.standard.map(
      ({ field: { column } }) => `${column} = IF(VALUES(${column}) = '', ${column}, VALUES(${column}))`,
    ),
    'created_at = LEAST(created_at, VALUES(created_at))',
    'updated_at = GREATEST(updated_at, VALUES(updated_at))',
  ];
  await insertRows(sql, 'contacts', ...contactRows(realm, layout, entries, now), changes);
}

const IDENTIFYING = ['email', 'first_name', 'email_as_given', 'first_name_as_given'];

function contactRows(
  realm: Realm,
  { standard }: Layout,
  entries: readonly Entry[],
  now: Date,
): [columns: string[], rows: SqlValue[][]] {
  const isByNumber = realm.identity.lookUp.length > 1 && entries.every(({ existing }) => existing);
  const columns = [
    'realm_id',
    // Where several things are unique, a row must meet its own contact and no other.
    ...(isByNumber ? ['contact_id'] : []),
    ...(realm.identity.hasKey ? ['customer_key'] : []),
    ...IDENTIFYING,
    ...standard.map(({ field }) => field.column),
    'created_at',
    'updated_at',
  ];
  const rows = entries.map(({ row, identity, existing }) => [
    realm.realmId,
    ...(isByNumber ? [existing!.contactId] : []),
    ...(realm.identity.hasKey ? [identity.customerKey === null ? null : keyBytes(identity.customerKey)] : []),
    identity.email,
    identity.firstName,
    row.name.email ?? existing?.emailAsGiven ?? '',
    row.name.firstName || (existing?.firstNameAsGiven ?? ''),
    ...row.standard.map((text, i) =>
      standard[i]!.field.column === 'phone' ? storedPhone(realm.identity, text) : text,
    ),
    row.createdAt ?? now,
    row.updatedAt ?? now,
  ]);
  return [columns, rows];
}

/** Opt-outs of the block's contacts, those that it brings included, by entry. */
async function writeOptOuts(
  sql: Sql,
  realm: Realm,
  entries: readonly Entry[],
  now: Date,
): Promise<ReadonlyMap<Entry, readonly StoredOptOut[]>> {
  const concerned = entries.filter(({ row }) => row.subscriptions.length > 0 || row.optOuts.length > 0);
  const brings = concerned.some(({ row }) => row.optOuts.length > 0);
  if (!brings && !(await hasOptOuts(sql, realm))) return new Map();
  const stored = await optOutsOfEach(
    sql,
    realm,
    concerned.map(({ identity }) => identity),
  );
  const known = new Map<string, StoredOptOut[]>();
  const all = new Map<Entry, StoredOptOut[]>();
  const added: (StoredOptOut & { readonly entry: Entry; readonly identity: StoredIdentity })[] = [];
  concerned.forEach((entry, i) => {
    const key = identityText(realm.identity, entry.identity);
    const own = known.get(key) ?? stored[i]!;
    for (const { level, listId, source, at } of entry.row.optOuts) {
      if (own.some((one) => one.level === level && one.listId === listId)) continue;
      const optOut = { level, listId, source, createdAt: at ?? now };
      own.push(optOut);
      added.push({ ...optOut, entry, identity: entry.identity });
    }
    // Another row for the same contact sees them too.
    known.set(key, own);
    all.set(entry, own);
  });
  for (const some of chunks(added, () => 100)) await recordOptOuts(sql, realm, some);
  const leaving = new Map<number | null, number[]>();
  for (const { entry, level, listId } of added.filter((one) => one.entry.existing)) {
    const list = level === 'list' ? listId : null;
    leaving.set(list, [...(leaving.get(list) ?? []), entry.contactId]);
  }
  for (const [listId, contactIds] of leaving) await removeSubscriptionsOf(sql, realm, contactIds, listId);
  return all;
}

/**
 * @param everywhere folded addresses that opted out of the whole system
 * @returns how many subscriptions were left out
 */
async function subscribeAll(
  sql: Sql,
  realm: Realm,
  entries: readonly Entry[],
  optOuts: ReadonlyMap<Entry, readonly StoredOptOut[]>,
  everywhere: ReadonlySet<string>,
  now: Date,
): Promise<number> {
  let leftOut = 0;
  const subscriptions = entries.flatMap((entry) => {
    const { row, identity, contactId } = entry;
    const own = optOuts.get(entry) ?? [];
    const open = row.subscriptions.filter(
      ({ listId }) =>
        !everywhere.has(identity.email ?? '') &&
        !own.some((one) => one.listId === 0 || one.listId === listId),
    );
    leftOut += row.subscriptions.length - open.length;
    return open.map(({ listId, emailFormat, since }) => ({
      contactId,
      listId,
      emailFormat,
      createdAt: since ?? now,
    }));
  });
  for (const some of chunks(subscriptions)) await addSubscriptions(sql, realm, some);
  return leftOut;
}
