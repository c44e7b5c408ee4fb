/** `realm list`: all realms. */
import { realmList as listRealms } from '../operations/administration/realms/realmList';
import type { Command } from './command';
import { withGateway } from './operationCaller';
import { realmJson } from './realmReport';
import { table } from './table';

export const realmList: Command = {
  name: 'realm list',
  summary: 'List all realms.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const realms = await gateway.call(listRealms, {});
      return {
        text: table(
          ['REALM', 'ID', 'CONTACTS BY', 'DATABASE', 'PARENT', 'DESCRIPTION'],
          realms.map((realm) => [
            realm.name,
            realm.realmId,
            realm.identifiedBy,
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
