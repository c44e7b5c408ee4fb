/** `domain remove`: the limits of the settings count for a destination domain again. */
import { domainRemove as removeDomain } from '../operations/administration/domains/domainLimits';
import type { Command } from './command';
import { withGateway } from './operationCaller';

export const domainRemove: Command = {
  name: 'domain remove',
  summary: 'Remove the limits of one destination domain; those of the settings count for it again.',
  args: [{ name: 'DOMAIN', doc: 'The domain.' }],
  options: {},
  run: (input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const domain = input.args[0]!;
      await gateway.call(removeDomain, { domain });
      return { text: `The limits of ${domain} are removed.`, json: { domain } };
    }),
};
