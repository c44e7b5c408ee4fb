/** `server list`: the database servers, without their passwords. */
import type { Command } from './command';
import { table } from './table';
import { withControl } from './withControl';

export const serverList: Command = {
  name: 'server list',
  summary: 'List the database servers that realms can be created on.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withControl(terminal, async (control) => {
      const servers = await control.servers.list();
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
