/** `key list`: which programs have keys. */
import { keyList as listKeys, keyListAll } from '../operations/administration/keys/keyList';
import type { Command } from './command';
import { withGateway, withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const keyList: Command = {
  name: 'key list',
  summary: 'List the keys of all realms, or of one; the keys themselves are not kept.',
  args: [],
  options: { realm: { value: 'REALM', doc: 'Only those of this realm.' } },
  run: async (input, terminal) => {
    const realm = input.option('realm');
    const keys =
      realm === undefined
        ? await withGateway(terminal, (gateway) => gateway.call(keyListAll, {}))
        : await withRealmNamed(terminal, realm, (administrator) => administrator.call(listKeys, {}));
    return {
      text: table(
        ['REALM', 'ID', 'DOOR', 'NAME', 'RIGHTS', 'FROM', 'PER MINUTE', 'ISSUED (UTC)', 'LAST USED', 'ENDED'],
        keys.map((key) => [
          key.realm,
          key.keyId,
          key.door,
          key.name,
          key.rights.join(','),
          key.addresses.join(','),
          key.callsPerMinute === 0 ? null : key.callsPerMinute,
          moment(key.createdAt),
          moment(key.lastUsedAt),
          moment(key.revokedAt),
        ]),
        'There is no key yet; make one with: key issue REALM --door NAME',
      ),
      json: keys,
    };
  },
};
