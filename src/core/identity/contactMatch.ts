/** How a name finds its contact: conditions over the contacts table, and the same among contacts that were read. */
import { fail } from '../../contract/errorCatalogue';
import type { SqlValue } from '../../db/sql';
import { fold } from './fold';
import type { Condition, ContactName, Identifier, IdentityScheme, StoredIdentity } from './identityScheme';
import { keyBytes } from './keyBytes';
import { isPhoneNumber, phoneForms } from './phoneNumber';

/** What contacts are looked up by within their own table. */
export type Column = 'email' | 'customerKey' | 'phone';

/** Whether a name has something by which somebody could be found. */
export const isGiven = (name: ContactName, identifier: Identifier): boolean => {
  const value = name[identifier] ?? null;
  return value !== null && (identifier !== 'phone' || isPhoneNumber(value));
};

/** Which identifiers of the name the scheme looks at, in their order; what the caller put first comes first. */
export function givenIn({ lookUp, disagreement }: IdentityScheme, name: ContactName): Identifier[] {
  const given = lookUp.filter((identifier) => isGiven(name, identifier));
  const { by } = name;
  const first = disagreement === 'refused' && by && given.includes(by) ? by : null;
  return first === null ? given : [first, ...given.filter((identifier) => identifier !== first)];
}

/** What of a name the scheme looks contacts up by first. @throws {ApiError} `argument.missing` */
export const firstGiven = (scheme: IdentityScheme, name: ContactName): Identifier =>
  givenIn(scheme, name)[0] ?? fail('argument.missing', { name: scheme.lookUp[0]! });

/** The index that a look-up by an identifier uses; what is unique, or comes first of that, is the identity. */
export function indexOf({ unique }: IdentityScheme, column: Column): string {
  if (unique[0]!.includes(column)) return 'contacts_identity';
  return { email: 'contacts_email', customerKey: 'contacts_key', phone: 'contacts_phone' }[column];
}

const orderOf = ({ prefers }: IdentityScheme): string =>
  prefers === 'oldest' ? 'contact_id' : 'updated_at DESC, contact_id DESC';

/**
 * Selects the contacts that one identifier of a name means, best match first. Where the first name identifies, an
 * address without one means the contact whose first name is empty, else the oldest one at that address.
 */
export function matchBy(
  scheme: IdentityScheme,
  name: ContactName,
  column: Column,
): Condition & { readonly order: string } {
  const order = orderOf(scheme);
  if (column === 'customerKey')
    return { sql: 'customer_key = ?', values: [keyBytes(name.customerKey!)], order };
  if (column === 'phone') return { sql: 'phone IN (?, ?)', values: phoneForms(name.phone!), order };
  const email = fold(name.email!);
  if (!scheme.firstNameIdentifies) return { sql: 'email = ?', values: [email], order };
  return name.firstName === null
    ? { sql: 'email = ?', values: [email], order: `(first_name = '') DESC, ${order}` }
    : { sql: 'email = ? AND first_name = ?', values: [email, fold(name.firstName)], order };
}

/**
 * Selects the contacts that any of the names can mean by one identifier, and perhaps others at the same addresses; null
 * if none of the names has it.
 */
export function matchAny(
  { lookUp }: IdentityScheme,
  names: readonly ContactName[],
  column: 'email' | 'customerKey',
): Condition | null {
  if (!lookUp.includes(column)) return null;
  const values: SqlValue[] = names.flatMap((name) => {
    const value = name[column];
    return value === null ? [] : [column === 'email' ? fold(value) : keyBytes(value)];
  });
  if (values.length === 0) return null;
  const marks = values.map(() => '?').join(', ');
  return { sql: `${column === 'email' ? 'email' : 'customer_key'} IN (${marks})`, values };
}

const addressAndName = (email: string, firstName: string): string => `${email}\0${firstName}`;

function grouped<T>(all: readonly T[], by: (one: T) => string | null): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group) group.push(one);
    else groups.set(by(one), [one]);
  }
  return groups;
}

/** Tells, like `matchBy`, which of several contacts an identifier means. @param found the best ones first */
export function finder<T extends StoredIdentity>(
  scheme: IdentityScheme,
  found: readonly T[],
): (name: ContactName, column: 'email' | 'customerKey') => readonly T[] {
  const byKey = grouped(found, ({ customerKey }) => customerKey);
  const byAddress = grouped(found, ({ email }) => email);
  const exact = scheme.firstNameIdentifies
    ? new Map(found.map((contact) => [addressAndName(contact.email ?? '', contact.firstName), contact]))
    : null;
  return (name, column) => {
    if (column === 'customerKey') return byKey.get(name.customerKey) ?? [];
    const folded = fold(name.email!);
    if (!exact) return byAddress.get(folded) ?? [];
    const one = exact.get(addressAndName(folded, fold(name.firstName ?? '')));
    if (one) return [one];
    return name.firstName === null ? (byAddress.get(folded) ?? []) : [];
  };
}

/** A text that names share which can mean the same contact, and others perhaps too. */
export function lookUpGroup(scheme: IdentityScheme, name: ContactName): string {
  const first = firstGiven(scheme, name);
  return first === 'email' ? fold(name.email!) : (name[first] ?? '');
}
