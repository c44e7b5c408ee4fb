/** Changes a switch of a realm, its time zone, its description, or what its public pages show. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { BRAND_SETTINGS } from '../../../core/realms/brand';
import { changeRealm } from '../../../core/realms/changeRealm';
import { REALM_SWITCHES } from '../../../core/realms/realmSwitches';
import { realmSettingOperation } from '../context';
import { RealmRow, realmRow } from './realmRow';

/** What can be set, with what it may be. */
export const REALM_SETTINGS: readonly {
  readonly name: string;
  readonly value: string;
  readonly doc: string;
}[] = [
  ...Object.entries(REALM_SWITCHES).map(([name, doc]) => ({ name, value: 'on|off', doc })),
  {
    name: 'time_zone',
    value: 'ZONE',
    doc: 'Zone that times are shown and read in, such as Europe/Berlin. Stored times stay what they are.',
  },
  { name: 'description', value: 'TEXT', doc: 'A line about the realm.' },
  ...Object.entries(BRAND_SETTINGS).map(([name, { value, doc }]) => ({ name, value, doc })),
];

export const realmSet = realmSettingOperation({
  name: 'realmSet',
  group: 'realm',
  doc: 'Changes a switch of the realm, its time zone, its description or its brand.',
  rights: 'manager',
  access: 'write',
  subject: 'setting',
  parameters: {
    setting: required(t.text, 'What to change.'),
    value: required(t.text, 'What it is to be.'),
  },
  result: RealmRow,
  errors: ['realm.invalid'],
  handler: async ({ setting, value }, { control, realms, realm }) => {
    await changeRealm(control, realm, setting, value);
    return realmRow(await realms.details(realm.name));
  },
});
