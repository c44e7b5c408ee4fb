/** Issues a licence for a client of a realm. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { DEFAULT_CLIENT } from '../../../core/sessions/licences';
import { realmSettingOperation } from '../context';

export const CLIENT_UNLESS_GIVEN = DEFAULT_CLIENT;

export const licenceIssue = realmSettingOperation({
  name: 'licenceIssue',
  group: 'session',
  doc: "Issues a licence; the client's old one ends. It cannot be shown again.",
  rights: 'manager',
  access: 'write',
  subject: 'client',
  parameters: {
    client: optional(t.string, `The program that will use it; "${DEFAULT_CLIENT}" unless given.`),
    host: required(t.text, 'Public host written into it.'),
  },
  result: t.row('IssuedLicence', {
    licenceId: t.number,
    client: t.text,
    replaced: t.boolean,
    licence: t.text,
  }),
  errors: ['realm.invalid'],
  handler: async ({ client, host }, { licences, realm, now }) => {
    const { text, ...issued } = await licences.issue(realm, client ?? DEFAULT_CLIENT, host, now);
    return { ...issued, licence: text };
  },
});
