/** The password that programs of the HTTP and REST interfaces send with the realm, and the codes of further clients. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { NOTHING, realmSettingOperation } from '../context';

const client = optional(t.string, 'The API client whose code it is; the password of the realm unless given.');

export const realmPasswordSet = realmSettingOperation({
  name: 'realmPasswordSet',
  group: 'session',
  doc: 'Sets the password of the realm, or the code of an API client; the old one ends within a second.',
  rights: 'manager',
  access: 'write',
  subject: 'client',
  parameters: {
    password: required(t.text, '8 to 200 characters.'),
    client,
    addresses: optional(t.rows(t.text), 'Addresses and networks it works from; all unless given.'),
  },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ password, client, addresses }, { realmPasswords, realm, now }) => {
    await realmPasswords.set(realm, { password, client, addresses: addresses ?? [] }, now);
    return NOTHING;
  },
});

export const realmPasswordRemove = realmSettingOperation({
  name: 'realmPasswordRemove',
  group: 'session',
  doc: 'Removes it: nobody comes in with a password any more.',
  rights: 'manager',
  access: 'write',
  subject: 'client',
  parameters: { client },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ client }, { realmPasswords, realm }) => {
    if (!(await realmPasswords.remove(realm, client)))
      fail('realm.invalid', {
        reason: `The realm ${realm.name} has no ${client === null ? 'password' : `code of the client ${client}`}.`,
      });
    return NOTHING;
  },
});
