/** Records a database server for realms, or gives a known one another URL. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';

const parameters = {
  name: required(t.text, '2 to 64 lower-case letters, digits and hyphens.'),
  url: required(t.text, 'mysql://user:password@host:3306. Stored encrypted.'),
};

const SavedServer = t.row('SavedServer', {
  /** The statement that would let its user make databases for realms, where it seems not to have that right. */
  missingGrant: t.string,
});

export const serverAdd = gatewayOperation({
  name: 'serverAdd',
  group: 'realm',
  doc: 'Records a database server after talking to it once.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters,
  result: SavedServer,
  errors: ['realm.invalid'],
  handler: async ({ name, url }, { servers, now }) => {
    await servers.add(name, url, now);
    return { missingGrant: await servers.missingGrant(name) };
  },
});

export const serverReplace = gatewayOperation({
  name: 'serverReplace',
  group: 'realm',
  doc: 'Gives a recorded server another URL; running gateways use it after a restart.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters,
  result: SavedServer,
  errors: ['realm.invalid'],
  handler: async ({ name, url }, { servers }) => {
    await servers.replace(name, url);
    return { missingGrant: await servers.missingGrant(name) };
  },
});
