/** `realm list`: all realms. */
import type { Command } from './command';
import { realmJson } from './realmReport';
import { table } from './table';
import { withControl } from './withControl';

export const realmList: Command = {
  name: 'realm list',
  summary: 'List all realms.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withControl(terminal, async (control) => {
      const realms = await control.realms.list();
      return {
        text: table(
          ['REALM', 'ID', 'CONTACTS BY', 'DATABASE', 'PARENT', 'DESCRIPTION'],
          realms.map((realm) => [
            realm.name,
            realm.realmId,
            realm.identity.title,
            `${realm.server}/${realm.database}`,
            realm.parent,
            realm.description,
          ]),
          'There is no realm yet; make one with: realm create NAME',
        ),
        json: realms.map(realmJson),
      };
    }),
};
