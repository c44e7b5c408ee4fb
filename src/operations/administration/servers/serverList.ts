/** The database servers, without their passwords. */
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';

export const serverList = gatewayOperation({
  name: 'serverList',
  group: 'realm',
  doc: 'The database servers that realms can be created on, by name.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('DatabaseServer', {
      serverId: t.number,
      name: t.text,
      /** Null if it was stored under another server secret. */
      where: t.string,
      user: t.string,
    }),
  ),
  handler: (_input, { servers }) => servers.list(),
});
