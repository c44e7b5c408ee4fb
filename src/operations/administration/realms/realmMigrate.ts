/** Brings every realm database to this version. */
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';

export const realmMigrate = gatewayOperation({
  name: 'realmMigrate',
  group: 'realm',
  doc: 'Brings every realm database to this version, one after the other.',
  rights: 'owner',
  access: 'write',
  parameters: {},
  result: t.rows(t.row('MigratedDatabase', { database: t.text, applied: t.rows(t.text) })),
  handler: async (_input, { migrateRealms }) =>
    (await migrateRealms()).map(({ database, applied }) => ({ database, applied: [...applied] })),
});
