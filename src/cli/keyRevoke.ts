/** `key revoke`: ends a key. */
import { CommandError, UsageError, type Command } from './command';
import { withControl } from './withControl';

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
    return withControl(terminal, async (control) => {
      const realm = await control.realms.require(name);
      if (!(await control.apiKeys.revoke(realm, Number(id))))
        throw new CommandError(`The realm ${realm.name} has no valid key ${id}.`);
      return {
        text: `The key ${id} of the realm ${realm.name} is revoked.`,
        json: { realm: realm.name, keyId: Number(id) },
      };
    });
  },
};
