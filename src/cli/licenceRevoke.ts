/** `licence revoke`: ends a licence and its sessions. */
import { DEFAULT_CLIENT } from '../core/sessions/licences';
import { CommandError, type Command } from './command';
import { withControl } from './withControl';

export const licenceRevoke: Command = {
  name: 'licence revoke',
  summary: 'Revoke the licence of a client of a realm; its sessions end within a second.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { client: { value: 'NAME', doc: `The client; "${DEFAULT_CLIENT}" unless given.` } },
  run: (input, terminal) =>
    withControl(terminal, async (control) => {
      const realm = await control.realms.require(input.args[0]!);
      const client = input.option('client') ?? DEFAULT_CLIENT;
      if (!(await control.licences.revoke(realm, client))) {
        throw new CommandError(`The client ${client} of the realm ${realm.name} has no valid licence.`);
      }
      return {
        text: `The licence of the client ${client} of the realm ${realm.name} is revoked.`,
        json: { realm: realm.name, client },
      };
    }),
};
