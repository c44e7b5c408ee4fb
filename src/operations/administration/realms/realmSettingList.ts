/** What can be set of a realm, with what it is. */
import { t } from '../../../contract/wireTypes';
import { realmSettingOperation } from '../context';
import { REALM_SETTINGS } from './realmSet';

export const realmSettingList = realmSettingOperation({
  name: 'realmSettingList',
  group: 'realm',
  doc: 'Every setting of the realm, what it may be, and what it is.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('RealmSetting', {
      name: t.text,
      /** `on|off` for a switch, else a word for what it takes. */
      takes: t.text,
      doc: t.text,
      value: t.text,
    }),
  ),
  handler: async (_input, { realms, realm }) => {
    const { timeZone, description, switches, brand } = await realms.details(realm.name);
    const values: Readonly<Record<string, string>> = {
      time_zone: timeZone,
      description,
      // Without one of its own, pages show the name of the realm.
      brand_name: brand.name === realm.name ? '' : brand.name,
      brand_logo: brand.logo,
      brand_colour: brand.colour,
    };
    return REALM_SETTINGS.map(({ name, value, doc }) => ({
      name,
      takes: value,
      doc,
      value: value === 'on|off' ? (switches.has(name as never) ? 'on' : 'off') : (values[name] ?? ''),
    }));
  },
});
