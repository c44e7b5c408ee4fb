/** `realm set`: switches of a realm, its time zone, its description, and what its public pages show. */
import { REALM_SETTINGS, realmSet as setRealm } from '../operations/administration/realms/realmSet';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { realmReport } from './realmReport';

export const realmSet: Command = {
  name: 'realm set',
  summary: 'Change a switch of a realm, its time zone, its description or its brand.',
  details: [
    ...REALM_SETTINGS.map(({ name, value, doc }) => `  ${name} ${value}\n    ${doc}`),
    'Running gateways take it up at once, for public pages within a minute.',
  ].join('\n'),
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'What to change.' },
    { name: 'VALUE', doc: 'What it is to be.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async (realm) =>
      realmReport(await realm.call(setRealm, { setting: input.args[1]!, value: input.args[2]! })),
    ),
};
