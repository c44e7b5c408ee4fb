/** `route list`: the sending routes, without passwords and keys. */
import { routeList as listRoutes } from '../operations/administration/routes/routeList';
import type { Command } from './command';
import { withGateway } from './operationCaller';
import { table } from './table';

export const routeList: Command = {
  name: 'route list',
  summary: 'List the sending routes.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const list = await gateway.call(listRoutes, {});
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
