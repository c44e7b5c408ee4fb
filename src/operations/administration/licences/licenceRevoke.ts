/** Ends a licence and its sessions. */
import { optional } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { DEFAULT_CLIENT } from '../../../core/sessions/licences';
import { realmSettingOperation } from '../context';

export const licenceRevoke = realmSettingOperation({
  name: 'licenceRevoke',
  group: 'session',
  doc: 'Revokes the licence of a client; its sessions end within a second.',
  rights: 'manager',
  access: 'write',
  subject: 'client',
  parameters: { client: optional(t.string, `The client; "${DEFAULT_CLIENT}" unless given.`) },
  result: t.row('RevokedLicence', { client: t.text }),
  errors: ['realm.invalid'],
  handler: async ({ client: named }, { licences, realm, now }) => {
    const client = named ?? DEFAULT_CLIENT;
    if (!(await licences.revoke(realm, client, now)))
      fail('realm.invalid', {
        reason: `The client ${client} of the realm ${realm.name} has no valid licence.`,
      });
    return { client };
  },
});
