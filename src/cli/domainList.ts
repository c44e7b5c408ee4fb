/** `domain list`: the limits of destination domains. */
import { domainList as listDomains } from '../operations/administration/domains/domainLimits';
import type { Command } from './command';
import { withGateway } from './operationCaller';
import { table } from './table';

export const domainList: Command = {
  name: 'domain list',
  summary: 'List the destination domains that have limits of their own.',
  args: [],
  options: {},
  run: (_input, terminal) =>
    withGateway(terminal, async (gateway) => {
      const list = await gateway.call(listDomains, {});
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
