/** `realm show`: one realm, and how it identifies contacts. */
import { realmShow as showRealm } from '../operations/administration/realms/realmShow';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { realmReport } from './realmReport';

export const realmShow: Command = {
  name: 'realm show',
  summary: 'Show a realm.',
  args: [{ name: 'NAME', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async (realm) => realmReport(await realm.call(showRealm, {}))),
};
