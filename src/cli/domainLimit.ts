/** `domain limit`: how much mail may go to one destination domain. */
import { domainLimit as limitDomain } from '../operations/administration/domains/domainLimits';
import { numberOption, UsageError, type Command } from './command';
import { withGateway } from './operationCaller';

export const domainLimit: Command = {
  name: 'domain limit',
  summary: 'Limit the mail to one destination domain, without holding up mail to others.',
  details: `Counts for mail to that very domain, not to its subdomains, by each sending route of each gateway process. It takes the place of DOMAIN_CONNECTIONS and DOMAIN_PER_MINUTE for this domain; 0 is no limit. Mail over a limit waits in the outbox for its turn, which is no attempt. Running gateways take it up within seconds.`,
  args: [{ name: 'DOMAIN', doc: 'What stands after the @, such as example.com.' }],
  options: {
    connections: { value: 'N', doc: 'Mails under way at once; no limit unless given.' },
    'per-minute': { value: 'N', doc: 'Mails per minute; no limit unless given.' },
  },
  run: (input, terminal) => {
    if (input.option('connections') === undefined && input.option('per-minute') === undefined)
      throw new UsageError('"domain limit" needs --connections N, --per-minute N or both.');
    const limit = {
      connections: numberOption(input, 'connections', 0, 1000, 0),
      perMinute: numberOption(input, 'per-minute', 0, 1_000_000, 0),
    };
    return withGateway(terminal, async (gateway) => {
      const set = await gateway.call(limitDomain, { domain: input.args[0]!, ...limit });
      return { text: `The limits of ${set.domain} are set.`, json: set };
    });
  },
};
