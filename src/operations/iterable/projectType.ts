/** The vendor's three types of projects are three identity schemes. */
import type { Realm } from '../../core/realms/realm';

export type ProjectType = 'email' | 'userId' | 'hybrid';

/** Null for a realm whose contacts are identified otherwise. */
export function projectTypeOf({ identity }: Realm): ProjectType | null {
  // The vendor's schemes are those that know stand-ins for addresses.
  if (identity.placeholderDomain === null) return null;
  if (identity.addressRequired) return 'email';
  return identity.addressIdentifies ? 'hybrid' : 'userId';
}
