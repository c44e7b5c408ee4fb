/** `key revoke`: ends a key. */
import { keyRevoke as revokeKey } from '../operations/administration/keys/keyRevoke';
import { UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';

export const keyRevoke: Command = {
  name: 'key revoke',
  summary: 'Revoke a key of a realm; calls with it are refused within a second.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'ID', doc: 'Its number, as "key list" shows it.' },
  ],
  options: {},
  run: (input, terminal) => {
    const [name, id] = input.args as [string, string];
    if (!/^\d{1,15}$/.test(id)) throw new UsageError('The number of a key is one that "key list" shows.');
    return withRealmNamed(terminal, name, async (realm) => {
      await realm.call(revokeKey, { keyId: Number(id) });
      return {
        text: `The key ${id} of the realm ${name} is revoked.`,
        json: { realm: name, keyId: Number(id) },
      };
    });
  },
};
