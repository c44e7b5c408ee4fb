/** `server list`: the database servers, without their passwords. */
import { serverList as listServers } from '../operations/administration/servers/serverList';
import type { Command } from './command';
import { withGateway } from './operationCaller';
import { table } from './table';

export const serverList: Command = {
  name: 'server list',
  summary: 'List the database servers that realms can be created on.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const servers = await gateway.call(listServers, {});
      return {
        text: table(
          ['SERVER', 'WHERE', 'USER'],
          servers.map(({ name, where, user }) => [
            name,
            where ?? 'unreadable: stored under another server secret',
            user,
          ]),
          '',
        ),
        json: servers,
      };
    }),
};
