/** A realm by address and first name, for tests that speak to the core over a realm database of their own. */
import { identityScheme } from '../../src/core/identity/schemes';
import type { Realm } from '../../src/core/realms/realm';

export const testRealm: Realm = {
  realmId: 7,
  name: 'test',
  databaseId: 1,
  timeZone: 'UTC',
  switches: new Set<never>(),
  brand: { name: 'test', logo: '', colour: '' },
  identity: identityScheme('email_first_name'),
};
