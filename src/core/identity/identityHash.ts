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

/** One hash, of 32 bytes, for each set of identifiers that the contact has and opt-outs hang on. */
export function identityHashes({ optOutsHangOn }: IdentityScheme, identity: StoredIdentity): Buffer[] {
  return optOutsHangOn.flatMap((set) => {
    const values = set.map((identifier) => valueOf(identity, identifier));
    if (values.includes(null)) return [];
    const mark = set.map((identifier) => MARKS[identifier]).join('_');
    return [hash('sha256', [mark, ...values].join('\0'), 'buffer')];
  });
}

/** A text that is the same for the same identity: a key for a Map. */
export const identityText = ({ unique }: IdentityScheme, identity: StoredIdentity): string =>
  unique.map((set) => set.map((identifier) => valueOf(identity, identifier) ?? '').join('\0')).join('\0\0');
