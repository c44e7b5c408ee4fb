/** `realm show`: one realm, and how it identifies contacts. */
import type { Command } from './command';
import { realmReport } from './realmReport';
import { withControl } from './withControl';

export const realmShow: Command = {
  name: 'realm show',
  summary: 'Show a realm.',
  args: [{ name: 'NAME', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async (control) => realmReport(await control.realms.details(input.args[0]!))),
};
