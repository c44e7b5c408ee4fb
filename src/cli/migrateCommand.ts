/** `migrate`: brings all databases to this version, for owners who do it before they start the gateway. */
import { realmMigrate } from '../operations/administration/realms/realmMigrate';
import type { Command } from './command';
import { withGateway } from './operationCaller';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the control database and every realm database to this version.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withGateway(terminal, async ({ call, controlDatabase }) => {
      // Opening the control database has migrated it.
      const realmDatabases = await call(realmMigrate, {});
      return {
        text: [
          `Control database ${controlDatabase}: up to date`,
          ...realmDatabases.map(
            ({ database, applied }) =>
              `Realm database ${database}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}`,
          ),
        ].join('\n'),
        json: { control: controlDatabase, realmDatabases },
      };
    }),
};
