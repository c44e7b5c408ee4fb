/** `route remove`: forgets a relay. */
import { CommandError, type Command } from './command';
import { withControl } from './withControl';

export const routeRemove: Command = {
  name: 'route remove',
  summary: 'Remove a sending route; mail that names it goes by the default one.',
  args: [{ name: 'NAME', doc: 'The route.' }],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async ({ routes }) => {
      const name = input.args[0]!.toLowerCase();
      if (!(await routes.remove(name))) throw new CommandError(`There is no sending route named ${name}.`);
      return { text: `The sending route ${name} is removed.`, json: { name } };
    }),
};
