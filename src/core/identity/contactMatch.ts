/** How a name finds its contact: conditions over the contacts table, and the same among contacts that were read. */
import { fail } from '../../contract/errorCatalogue';
import { fold } from './fold';
import type { Condition, ContactName, IdentityScheme, StoredIdentity } from './identityScheme';
import { keyBytes } from './keyBytes';

/** What of a name the scheme looks contacts up by: the first that was given. @throws {ApiError} `argument.missing` */
function lookedUpBy({ lookUp }: IdentityScheme, name: ContactName): 'email' | 'customerKey' {
  for (const identifier of lookUp)
    if ((identifier === 'email' || identifier === 'customerKey') && name[identifier] !== null)
      return identifier;
  return fail('argument.missing', { name: lookUp[0]! });
}

/**
 * Selects the contact that a name means, best match first; the first row is the contact. Where the first name
 * identifies, an address without one means the contact whose first name is empty, else the oldest one at that address.
 * @throws {ApiError} `argument.missing` where the name lacks what the scheme looks contacts up by
 */
export function matchName(scheme: IdentityScheme, name: ContactName): Condition & { readonly order: string } {
  const order = scheme.prefers === 'oldest' ? 'contact_id' : 'updated_at DESC, contact_id DESC';
  if (lookedUpBy(scheme, name) === 'customerKey')
    return { sql: 'customer_key = ?', values: [keyBytes(name.customerKey!)], order };
  const email = fold(name.email!);
  if (!scheme.firstNameIdentifies) return { sql: 'email = ?', values: [email], order };
  return name.firstName === null
    ? { sql: 'email = ?', values: [email], order: `(first_name = '') DESC, ${order}` }
    : { sql: 'email = ? AND first_name = ?', values: [email, fold(name.firstName)], order };
}

/**
 * Selects the contacts that any of the names can mean, and perhaps others at the same addresses.
 * @throws {ApiError} like `matchName`
 */
export function matchAny(scheme: IdentityScheme, names: readonly ContactName[]): Condition {
  const emails: string[] = [];
  const keys: Buffer[] = [];
  for (const name of names) {
    if (lookedUpBy(scheme, name) === 'customerKey') keys.push(keyBytes(name.customerKey!));
    else emails.push(fold(name.email!));
  }
  const parts: Condition[] = [
    { sql: 'customer_key', values: keys },
    { sql: 'email', values: emails },
  ].filter(({ values }) => values.length > 0);
  const conditions = parts.map(({ sql, values }) => `${sql} IN (${values.map(() => '?').join(', ')})`);
  return {
    sql: conditions.length > 1 ? `(${conditions.join(' OR ')})` : conditions.join(''),
    values: parts.flatMap(({ values }) => values),
  };
}

const addressAndName = (email: string, firstName: string): string => `${email}\0${firstName}`;

/** Tells, like `matchName`, which of several contacts a name means. @param found oldest first */
export function finder<T extends StoredIdentity>(
  scheme: IdentityScheme,
  found: readonly T[],
): (name: ContactName) => T | undefined {
  // Of equal keys the last one stays, so the best comes last.
  const worstFirst = scheme.prefers === 'oldest' ? found.toReversed() : found;
  const byKey = new Map(worstFirst.map((contact) => [contact.customerKey, contact]));
  const byAddress = new Map(worstFirst.map((contact) => [contact.email, contact]));
  const exact = scheme.firstNameIdentifies
    ? new Map(found.map((contact) => [addressAndName(contact.email, contact.firstName), contact]))
    : null;
  return (name) => {
    if (lookedUpBy(scheme, name) === 'customerKey') return byKey.get(name.customerKey);
    const { firstName } = name;
    const folded = fold(name.email!);
    if (!exact) return byAddress.get(folded);
    return (
      exact.get(addressAndName(folded, fold(firstName ?? ''))) ??
      (firstName === null ? byAddress.get(folded) : undefined)
    );
  };
}

/** A text that names share which can mean the same contact, and others perhaps too. */
export const lookUpGroup = (scheme: IdentityScheme, name: ContactName): string =>
  lookedUpBy(scheme, name) === 'customerKey' ? name.customerKey! : fold(name.email!);
