/** `route list`: the sending routes, without passwords and keys. */
import type { Command } from './command';
import { table } from './table';
import { withControl } from './withControl';

export const routeList: Command = {
  name: 'route list',
  summary: 'List the sending routes.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withControl(terminal, async ({ routes }) => {
      const list = await routes.list();
      return {
        text: table(
          ['ROUTE', 'RELAY', 'CONNECTIONS', 'PER MINUTE', 'SIGNS AS'],
          list.map(({ name, relay, connections, perMinute, signs }) => [
            name,
            relay ?? 'unreadable: stored under another server secret',
            connections,
            perMinute === 0 ? 'no limit' : perMinute,
            signs,
          ]),
          'There are none: all mail goes by the default relay.',
        ),
        json: list,
      };
    }),
};
