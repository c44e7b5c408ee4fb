/** Which programs have keys. */
import { t } from '../../../contract/wireTypes';
import type { ApiKeyRecord } from '../../../core/sessions/apiKeys';
import { gatewayOperation, realmSettingOperation } from '../context';

const result = t.rows(
  t.row('ApiKey', {
    keyId: t.number,
    realm: t.text,
    door: t.text,
    name: t.text,
    rights: t.rows(t.text),
    addresses: t.rows(t.text),
    /** 0 for no limit. */
    callsPerMinute: t.number,
    createdAt: t.moment,
    lastUsedAt: t.dateTime,
    /** Null while it is valid. */
    revokedAt: t.dateTime,
  }),
);

const keyRows = (keys: readonly ApiKeyRecord[]) =>
  keys.map(({ rights, addresses, ...key }) => ({ ...key, rights: [...rights], addresses: [...addresses] }));

export const keyList = realmSettingOperation({
  name: 'keyList',
  group: 'session',
  doc: 'The keys of the realm; the keys themselves are not kept.',
  rights: 'manager',
  access: 'read',
  parameters: {},
  result,
  handler: async (_input, { apiKeys, realm }) => keyRows(await apiKeys.list(realm)),
});

export const keyListAll = gatewayOperation({
  name: 'keyListAll',
  group: 'session',
  doc: 'The keys of all realms.',
  rights: 'owner',
  access: 'read',
  parameters: {},
  result,
  handler: async (_input, { apiKeys }) => keyRows(await apiKeys.list()),
});
