/** `licence revoke`: ends a licence and its sessions. */
import { CLIENT_UNLESS_GIVEN } from '../operations/administration/licences/licenceIssue';
import { licenceRevoke as revokeLicence } from '../operations/administration/licences/licenceRevoke';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const licenceRevoke: Command = {
  name: 'licence revoke',
  summary: 'Revoke the licence of a client of a realm; its sessions end within a second.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { client: { value: 'NAME', doc: `The client; "${CLIENT_UNLESS_GIVEN}" unless given.` } },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async (administrator) => {
      const realm = input.args[0]!;
      const { client } = await administrator.call(revokeLicence, { client: input.option('client') });
      return {
        text: `The licence of the client ${client} of the realm ${realm} is revoked.`,
        json: { realm, client },
      };
    }),
};
