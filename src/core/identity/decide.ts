/** Who is meant by a name with several identifiers. Pure: whoever asks has looked up who has each of them. */
import { givenIn } from './contactMatch';
import type { ContactName, Identifier, IdentityScheme } from './identityScheme';

export type Decision<T> =
  | { readonly kind: 'found'; readonly contact: T }
  /** Nobody yet: what is written makes a new contact. */
  | { readonly kind: 'new' }
  /** An identifier of the name belongs to `owner`, and the name means `contact` (null for a new one). */
  | {
      readonly kind: 'conflict';
      readonly identifier: Identifier;
      readonly owner: T;
      readonly contact: T | null;
    };

/**
 * @param having the contacts that have an identifier of the name, the one that counts first
 */
export function decide<T extends { readonly contactId: number }>(
  scheme: IdentityScheme,
  name: ContactName,
  having: (identifier: Identifier) => readonly T[],
  hasKey: (contact: T) => boolean,
): Decision<T> {
  const given = givenIn(scheme, name);
  const found = meant(scheme, name, given, having, hasKey);
  for (const identifier of given) {
    if (!scheme.unique.some((set) => set.length === 1 && set[0] === identifier)) continue;
    const owner = having(identifier)[0];
    if (owner && owner.contactId !== found?.contactId)
      return { kind: 'conflict', identifier, owner, contact: found ?? null };
  }
  return found ? { kind: 'found', contact: found } : { kind: 'new' };
}

function meant<T>(
  { disagreement }: IdentityScheme,
  { customerKey }: ContactName,
  [first, ...others]: readonly Identifier[],
  having: (identifier: Identifier) => readonly T[],
  hasKey: (contact: T) => boolean,
): T | undefined {
  const found = first && having(first)[0];
  if (found || (disagreement !== 'joined or refused' && disagreement !== 'joined or made beside'))
    return found;
  for (const other of others) {
    // One that has another key is somebody else.
    const joinable = having(other).find((one) => customerKey === null || !hasKey(one));
    if (joinable) return joinable;
  }
  return undefined;
}
