/** One realm, and how it identifies contacts. */
import { realmSettingOperation } from '../context';
import { RealmRow, realmRow } from './realmRow';

export const realmShow = realmSettingOperation({
  name: 'realmShow',
  group: 'realm',
  doc: 'Everything that is recorded about the realm.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: RealmRow,
  handler: async (_input, { realms, realm }) => realmRow(await realms.details(realm.name)),
});
