/**
 * The identity schemes: what makes a contact one contact in a realm. Each scheme is one policy object that
 * says how contacts are named, found, stored and told apart.
 */
import { hash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import type { SqlValue } from '../../db/sql';
import { fold } from './fold';

export type IdentitySchemeName = 'email_first_name' | 'customer_key';

/** What a caller says about which contact they mean, or which one to create. */
export interface ContactName {
  /** Address as given, checked; null where the caller named the contact by key alone. */
  readonly email: string | null;
  /** First name as given; null where the caller did not say (which is not the same as an empty one). */
  readonly firstName: string | null;
  /** Checked customer key; null in realms without. */
  readonly customerKey: string | null;
}

/** The identifying values of a contact, as they are stored. */
export interface StoredIdentity {
  /** Folded address. */
  readonly email: string;
  /** Folded first name. */
  readonly firstName: string;
  readonly customerKey: string | null;
}

/** A condition over the contacts table, without `realm_id`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export interface IdentityScheme {
  readonly name: IdentitySchemeName;
  readonly usesCustomerKey: boolean;
  /**
   * Selects the contact that a name means, best match first; the first row is the contact.
   * In a normal realm an address without a first name means the contact whose first name is empty, else the
   * oldest one at that address.
   */
  match(name: ContactName): Condition & { readonly order: string };
  /**
   * Selects the contacts that any of the names can mean, and perhaps others at the same addresses.
   * @throws {ApiError} like `match`
   */
  matchAny(names: readonly ContactName[]): Condition;
  /** Tells, like `match`, which of several contacts a name means. @param found oldest first */
  finder<T extends StoredIdentity>(found: readonly T[]): (name: ContactName) => T | undefined;
  /** A text that names share which can mean the same contact, and others perhaps too. */
  group(name: ContactName): string;
  /**
   * What a new contact of this name would be identified by.
   * @throws {ApiError} where the name lacks what a new contact must carry
   */
  identityOfNew(name: ContactName): StoredIdentity;
  /** Opt-outs and other facts that outlive a contact's row hang on this hash of its identity; 32 bytes. */
  hash(identity: StoredIdentity): Buffer;
  /** A text that is the same for the same identity: a key for a Map. */
  text(identity: StoredIdentity): string;
  /** Identifying fields that an update may change (with a check for collisions), by wire name. */
  readonly changeable: readonly ('email' | 'first')[];
}

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

const addressAndName = ({ email, firstName }: Pick<StoredIdentity, 'email' | 'firstName'>): string =>
  `${email}\0${firstName}`;

/** Unique by realm, address and first name. */
const emailAndFirstName: IdentityScheme = {
  name: 'email_first_name',
  usesCustomerKey: false,
  match({ email, firstName }) {
    if (email === null) return fail('argument.missing', { name: 'email' });
    return firstName === null
      ? { sql: 'email = ?', values: [fold(email)], order: "(first_name = '') DESC, contact_id" }
      : { sql: 'email = ? AND first_name = ?', values: [fold(email), fold(firstName)], order: 'contact_id' };
  },
  matchAny: (names) => ({
    sql: `email IN (${names.map(() => '?').join(', ')})`,
    values: names.map(({ email }) =>
      email === null ? fail('argument.missing', { name: 'email' }) : fold(email),
    ),
  }),
  finder(found) {
    const exact = new Map(found.map((contact) => [addressAndName(contact), contact]));
    // Of equal keys the last one stays, so the oldest comes last.
    const oldest = new Map(found.toReversed().map((contact) => [contact.email, contact]));
    return ({ email, firstName }) =>
      exact.get(addressAndName({ email: fold(email ?? ''), firstName: fold(firstName ?? '') })) ??
      (firstName === null ? oldest.get(fold(email ?? '')) : undefined);
  },
  group: ({ email }) => fold(email ?? ''),
  identityOfNew({ email, firstName }) {
    if (email === null) return fail('argument.missing', { name: 'email' });
    return { email: fold(email), firstName: fold(firstName ?? ''), customerKey: null };
  },
  hash: ({ email, firstName }) => sha256(`email_first_name\0${email}\0${firstName}`),
  text: (identity) => addressAndName(identity),
  changeable: ['first'],
};

/** Unique by realm and customer key. */
const customerKey: IdentityScheme = {
  name: 'customer_key',
  usesCustomerKey: true,
  match({ customerKey: key }) {
    if (key === null) return fail('argument.missing', { name: 'customerKey' });
    return { sql: 'customer_key = ?', values: [Buffer.from(key, 'utf8')], order: 'contact_id' };
  },
  matchAny: (names) => ({
    sql: `customer_key IN (${names.map(() => '?').join(', ')})`,
    values: names.map(({ customerKey: key }) =>
      key === null ? fail('argument.missing', { name: 'customerKey' }) : Buffer.from(key, 'utf8'),
    ),
  }),
  finder(found) {
    const byKey = new Map(found.map((contact) => [contact.customerKey, contact]));
    return ({ customerKey: key }) => byKey.get(key);
  },
  group: ({ customerKey: key }) => key ?? '',
  identityOfNew({ email, firstName, customerKey: key }) {
    if (key === null) return fail('argument.missing', { name: 'customerKey' });
    if (email === null) return fail('contact.emailRequired');
    return { email: fold(email), firstName: fold(firstName ?? ''), customerKey: key };
  },
  hash: ({ customerKey: key }) => sha256(`customer_key\0${key}`),
  text: ({ customerKey: key }) => key ?? '',
  changeable: ['email', 'first'],
};

const schemes: Readonly<Record<IdentitySchemeName, IdentityScheme>> = {
  email_first_name: emailAndFirstName,
  customer_key: customerKey,
};

/** The one switch between schemes. */
export const identityScheme = (name: IdentitySchemeName): IdentityScheme => schemes[name];
