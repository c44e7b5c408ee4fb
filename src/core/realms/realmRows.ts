/** How a realm is read from the control database; used wherever a query joins realms. */
import type { IdentitySchemeName } from '../identity/identityScheme';
import { identityScheme } from '../identity/schemes';
import { BRAND_SETTING_NAMES, type BrandSetting } from './brand';
import type { Realm } from './realm';
import { SWITCH_NAMES, type RealmSwitch } from './realmSwitches';

export interface RealmRow extends Readonly<Record<RealmSwitch, number> & Record<BrandSetting, string>> {
  readonly realm_id: number;
  readonly realm_name: string;
  readonly database_id: number;
  readonly time_zone: string;
  readonly identity_scheme: IdentitySchemeName;
}

export const REALM_COLUMNS = `r.realm_id, r.name AS realm_name, r.database_id, r.time_zone, d.identity_scheme, ${[...SWITCH_NAMES, ...BRAND_SETTING_NAMES].map((name) => `r.${name}`).join(', ')}`;
export const REALM_TABLES = '(realms r JOIN realm_databases d ON d.database_id = r.database_id)';

export function toRealm(row: RealmRow): Realm {
  return {
    realmId: row.realm_id,
    name: row.realm_name,
    databaseId: row.database_id,
    timeZone: row.time_zone,
    switches: new Set(SWITCH_NAMES.filter((name) => Boolean(row[name]))),
    identity: identityScheme(row.identity_scheme),
    brand: { name: row.brand_name || row.realm_name, logo: row.brand_logo, colour: row.brand_colour },
  };
}
