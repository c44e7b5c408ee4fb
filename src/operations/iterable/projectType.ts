/** The vendor's three types of projects are three identity schemes. */
import type { IdentitySchemeName } from '../../core/identity/identityScheme';
import type { Realm } from '../../core/realms/realm';

export type ProjectType = 'email' | 'userId' | 'hybrid';

const TYPES: Partial<Record<IdentitySchemeName, ProjectType>> = {
  email: 'email',
  user_id: 'userId',
  hybrid: 'hybrid',
};

/** Null for a realm whose contacts are identified otherwise. */
export const projectTypeOf = ({ identity }: Realm): ProjectType | null => TYPES[identity.name] ?? null;
