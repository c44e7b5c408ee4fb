/** `domain remove`: the limits of the settings count for a destination domain again. */
import { CommandError, type Command } from './command';
import { withControl } from './withControl';

export const domainRemove: Command = {
  name: 'domain remove',
  summary: 'Remove the limits of one destination domain; those of the settings count for it again.',
  args: [{ name: 'DOMAIN', doc: 'The domain.' }],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async ({ domainLimits }) => {
      const domain = input.args[0]!;
      if (!(await domainLimits.remove(domain))) throw new CommandError(`${domain} has no limits of its own.`);
      return { text: `The limits of ${domain} are removed.`, json: { domain } };
    }),
};
