/** Records a relay that calls and lists can name, or gives a known one other settings. */
import { optional, required, type InputOf } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { dkimRecord, readDkimKey } from '../../../core/sending/dkimKey';
import type { NewRoute } from '../../../core/sending/sendingRoutes';
import { gatewayOperation } from '../context';

const parameters = {
  name: required(t.text, 'What calls say as vmta; case does not matter.'),
  url: required(t.text, 'smtp://user:password@host:587. Stored encrypted.'),
  connections: required(t.number, 'Connections at once, for each gateway process.'),
  perMinute: required(t.number, 'Mails per minute, for each gateway process; 0 for no limit.'),
  dkimDomain: optional(t.string, 'Sign mails for this domain (DKIM).'),
  dkimSelector: optional(t.string, 'The key is published at SELECTOR._domainkey.DOMAIN.'),
  dkimKey: optional(t.string, 'Private key, RSA or Ed25519, PEM. Stored encrypted.'),
};

const SavedRoute = t.row('SavedRoute', {
  name: t.text,
  /** What receivers look for: a text record of this name; null if mails are not signed. */
  dns: t.maybe(t.row('DnsRecord', { name: t.text, text: t.text })),
});

export const routeAdd = gatewayOperation({
  name: 'routeAdd',
  group: 'messages',
  doc: 'Records a sending route; running gateways take it up within seconds.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters,
  result: SavedRoute,
  errors: ['realm.invalid'],
  handler: async (input, { routes, now }) => {
    const route = routeOf(input);
    await routes.add(route, now);
    return saved(route);
  },
});

export const routeReplace = gatewayOperation({
  name: 'routeReplace',
  group: 'messages',
  doc: 'Gives a known route these settings, all of them.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters,
  result: SavedRoute,
  errors: ['realm.invalid'],
  handler: async (input, { routes }) => {
    const route = routeOf(input);
    await routes.replace(route);
    return saved(route);
  },
});

function routeOf(input: InputOf<typeof parameters>): NewRoute {
  const { name, url, connections, perMinute, dkimDomain: domain, dkimSelector: selector, dkimKey } = input;
  const isSigned = domain !== null || selector !== null || dkimKey !== null;
  if (isSigned && (domain === null || selector === null || dkimKey === null))
    return fail('realm.invalid', { reason: 'Signing takes a domain, a selector and a key.' });
  return {
    name: name.toLowerCase(),
    url,
    connections,
    perMinute,
    dkim: isSigned ? { domain: domain!.toLowerCase(), selector: selector!, privateKey: dkimKey! } : null,
  };
}

function saved({ name, dkim }: NewRoute) {
  const key = dkim && readDkimKey(dkim.privateKey);
  return {
    name,
    dns: key && dkim ? { name: `${dkim.selector}._domainkey.${dkim.domain}`, text: dkimRecord(key) } : null,
  };
}
