/** `domain list`: the limits of destination domains. */
import type { Command } from './command';
import { table } from './table';
import { withControl } from './withControl';

export const domainList: Command = {
  name: 'domain list',
  summary: 'List the destination domains that have limits of their own.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withControl(terminal, async ({ domainLimits }) => {
      const list = await domainLimits.list();
      const number = (limit: number): string | number => (limit === 0 ? 'no limit' : limit);
      return {
        text: table(
          ['DOMAIN', 'CONNECTIONS', 'PER MINUTE'],
          list.map(({ domain, connections, perMinute }) => [domain, number(connections), number(perMinute)]),
          'There are none: DOMAIN_CONNECTIONS and DOMAIN_PER_MINUTE count for every domain.',
        ),
        json: list,
      };
    }),
};
