/** What of a realm can be changed: its switches, its time zone, its description and its brand. How it identifies contacts never. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { BRAND_SETTING_NAMES, BRAND_SETTINGS, type BrandSetting } from './brand';
import { checkedDescription, checkedTimeZone } from './names';
import type { Realm } from './realm';
import { SWITCH_NAMES } from './realmSwitches';

export const CHANGEABLE = [...SWITCH_NAMES, 'time_zone', 'description', ...BRAND_SETTING_NAMES] as const;

/**
 * @param name one of `CHANGEABLE`
 * @param value `on` or `off` for a switch
 * @throws {ApiError} `realm.invalid`
 */
export async function changeRealm(
  control: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  name: string,
  value: string,
): Promise<void> {
  const column = CHANGEABLE.find((known) => known === name) ?? refuse(whyNot(name));
  await control.writeOf(`UPDATE realms SET ${column} = ? WHERE realm_id = ?`, [
    checkedValue(column, value),
    realmId,
  ]);
}

function checkedValue(name: (typeof CHANGEABLE)[number], value: string): string | boolean {
  if (name === 'time_zone') return checkedTimeZone(value);
  if (name === 'description') return checkedDescription(value);
  if (Object.hasOwn(BRAND_SETTINGS, name)) return BRAND_SETTINGS[name as BrandSetting].check(value);
  if (value !== 'on' && value !== 'off') refuse(`${name} is on or off.`);
  return value === 'on';
}

const whyNot = (name: string): string =>
  `${JSON.stringify(name.slice(0, 64))} cannot be set; what can is ${CHANGEABLE.join(', ')}. How a realm identifies its contacts never changes.`;

const refuse = (reason: string): never => fail('realm.invalid', { reason });
