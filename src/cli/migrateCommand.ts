/** `migrate`: brings all databases to this version, for owners who do it before they start the gateway. */
import type { Command } from './command';
import { migrateRealms } from './migrateRealms';
import { withControl } from './withControl';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Bring the control database and every realm database to this version.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withControl(terminal, async (control) => {
      // Opening the control database has migrated it.
      const realmDatabases = await migrateRealms(control);
      return {
        text: [
          `Control database ${control.address.database}: up to date`,
          ...realmDatabases.map(
            ({ database, applied }) =>
              `Realm database ${database}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}`,
          ),
        ].join('\n'),
        json: { control: control.address.database, realmDatabases },
      };
    }),
};
