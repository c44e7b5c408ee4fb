/** Ends a key. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { NOTHING, realmSettingOperation } from '../context';

export const keyRevoke = realmSettingOperation({
  name: 'keyRevoke',
  group: 'session',
  doc: 'Revokes a key; calls with it are refused within a second.',
  rights: 'manager',
  access: 'write',
  subject: 'keyId',
  parameters: { keyId: required(t.number, 'Its number.') },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ keyId }, { apiKeys, realm, now }) => {
    if (!(await apiKeys.revoke(realm, keyId, now)))
      fail('realm.invalid', { reason: `The realm ${realm.name} has no valid key ${keyId}.` });
    return NOTHING;
  },
});
