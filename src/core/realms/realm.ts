/** A realm: one tenant, with its own contacts, lists and messages. */
import type { IdentityScheme } from '../identity/identityScheme';

export interface Realm {
  readonly realmId: number;
  readonly name: string;
  readonly databaseId: number;
  /** IANA name of the zone that times are shown in. */
  readonly timeZone: string;
  readonly usesCustomerKey: boolean;
  readonly identity: IdentityScheme;
}
