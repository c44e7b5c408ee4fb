/** `route remove`: forgets a relay. */
import { routeRemove as removeRoute } from '../operations/administration/routes/routeRemove';
import type { Command } from './command';
import { withGateway } from './operationCaller';

export const routeRemove: Command = {
  name: 'route remove',
  summary: 'Remove a sending route; mail that names it goes by the default one.',
  args: [{ name: 'NAME', doc: 'The route.' }],
  options: {},
  run: (input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const { name } = await gateway.call(removeRoute, { name: input.args[0]! });
      return { text: `The sending route ${name} is removed.`, json: { name } };
    }),
};
