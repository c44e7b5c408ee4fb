/** Hashes of what identifies a contact: opt-outs and other facts that outlive its row hang on them. */
import { hash } from 'node:crypto';
import type { Identifier, IdentityScheme, StoredIdentity } from './identityScheme';

/** The names of identifiers inside hashes. They stand in databases and never change. */
const MARKS: Readonly<Record<Identifier, string>> = {
  email: 'email',
  firstName: 'first_name',
  customerKey: 'customer_key',
  phone: 'phone',
  deviceToken: 'device_token',
};

const valueOf = (identity: StoredIdentity, identifier: Identifier): string | null =>
  identifier === 'email' || identifier === 'firstName' || identifier === 'customerKey'
    ? identity[identifier]
    : null;

const sha256 = (...parts: readonly (string | number | null)[]): Buffer =>
  hash('sha256', parts.join('\0'), 'buffer');

/**
 * One hash, of 32 bytes, for each set of identifiers that the contact has and opt-outs hang on. One that has none of
 * them stands for itself, once it exists.
 */
export function identityHashes({ optOutsHangOn }: IdentityScheme, identity: StoredIdentity): Buffer[] {
  const hashes = optOutsHangOn.flatMap((set) => {
    const values = set.map((identifier) => valueOf(identity, identifier));
    return values.includes(null)
      ? []
      : [sha256(set.map((identifier) => MARKS[identifier]).join('_'), ...values)];
  });
  return hashes.length > 0 || identity.contactId === undefined
    ? hashes
    : [sha256('contact_id', identity.contactId)];
}

/** A text that is the same for the same identity: a key for a Map. */
export function identityText({ unique }: IdentityScheme, identity: StoredIdentity): string {
  const values = unique.map((set) => set.map((identifier) => valueOf(identity, identifier) ?? '').join('\0'));
  return values.some((text) => text !== '') ? values.join('\0\0') : `\0\0\0${identity.email ?? ''}`;
}

/** Device tokens can be long; they are looked up by their hash. */
export const tokenHash = (token: string): Buffer => hash('sha256', token, 'buffer');
