/** The sending routes, without passwords and keys. */
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';

export const routeList = gatewayOperation({
  name: 'routeList',
  group: 'messages',
  doc: 'The sending routes, by name.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('SendingRoute', {
      name: t.text,
      /** Host and port; null if it was stored under another server secret. */
      relay: t.string,
      connections: t.number,
      /** 0 for no limit. */
      perMinute: t.number,
      /** `SELECTOR._domainkey.DOMAIN`, or null. */
      signs: t.string,
    }),
  ),
  handler: (_input, { routes }) => routes.list(),
});
