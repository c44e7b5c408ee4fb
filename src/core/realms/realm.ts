/** A realm: one tenant, with its own contacts, lists and messages. */
import type { IdentityScheme } from '../identity/identityScheme';
import type { Brand } from './brand';
import type { RealmSwitch } from './realmSwitches';

export interface Realm {
  readonly realmId: number;
  readonly name: string;
  readonly databaseId: number;
  /** IANA name of the zone that times are shown in. */
  readonly timeZone: string;
  /** Those that are on. */
  readonly switches: ReadonlySet<RealmSwitch>;
  readonly identity: IdentityScheme;
  readonly brand: Brand;
}
