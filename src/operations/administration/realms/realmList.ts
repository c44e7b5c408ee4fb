/** All realms. */
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';
import { RealmRow, realmRow } from './realmRow';

export const realmList = gatewayOperation({
  name: 'realmList',
  group: 'realm',
  doc: 'All realms, by name.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result: t.rows(RealmRow),
  handler: async (_input, { realms }) => (await realms.list()).map(realmRow),
});
