/** How much mail may go to one destination domain, if it is not what the settings say for all. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { gatewayOperation, NOTHING } from '../context';

const DomainLimit = t.row('DomainLimit', {
  domain: t.text,
  /** 0 for no limit. */
  connections: t.number,
  /** 0 for no limit. */
  perMinute: t.number,
});

const domain = required(t.text, 'What stands after the @, such as example.com.');

export const domainLimit = gatewayOperation({
  name: 'domainLimit',
  group: 'messages',
  doc: 'Gives a domain limits of its own; running gateways take them up within seconds.',
  rights: 'owner',
  access: 'write',
  subject: 'domain',
  parameters: {
    domain,
    connections: required(t.number, 'Mails under way at once; 0 for no limit.'),
    perMinute: required(t.number, 'Mails per minute; 0 for no limit.'),
  },
  result: DomainLimit,
  errors: ['realm.invalid'],
  handler: async ({ domain, ...limit }, { domainLimits, now }) => ({
    domain: await domainLimits.set(domain, limit, now),
    ...limit,
  }),
});

export const domainRemove = gatewayOperation({
  name: 'domainRemove',
  group: 'messages',
  doc: 'Removes the limits of a domain; those of the settings count for it again.',
  rights: 'owner',
  access: 'write',
  subject: 'domain',
  parameters: { domain },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ domain }, { domainLimits }) => {
    if (!(await domainLimits.remove(domain)))
      fail('realm.invalid', { reason: `${domain} has no limits of its own.` });
    return NOTHING;
  },
});

export const domainList = gatewayOperation({
  name: 'domainList',
  group: 'messages',
  doc: 'The domains that have limits of their own, by name.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result: t.rows(DomainLimit),
  handler: (_input, { domainLimits }) => domainLimits.list(),
});
