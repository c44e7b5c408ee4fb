/** `realm set`: switches of a realm, its time zone, its description, and what its public pages show. */
import { changeRealm } from '../core/realms/changeRealm';
import { BRAND_SETTINGS } from '../core/realms/brand';
import { REALM_SWITCHES } from '../core/realms/realmSwitches';
import type { Command } from './command';
import { realmReport } from './realmReport';
import { withControl } from './withControl';

export const realmSet: Command = {
  name: 'realm set',
  summary: 'Change a switch of a realm, its time zone, its description or its brand.',
  details: [
    ...Object.entries(REALM_SWITCHES).map(([name, doc]) => `  ${name} on|off\n    ${doc}`),
    '  time_zone ZONE\n    Zone that times are shown and read in, such as Europe/Berlin. Stored times stay what they are.',
    '  description TEXT\n    A line about the realm.',
    ...Object.entries(BRAND_SETTINGS).map(([name, { value, doc }]) => `  ${name} ${value}\n    ${doc}`),
    'Running gateways take it up at once, for public pages within a minute.',
  ].join('\n'),
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'What to change.' },
    { name: 'VALUE', doc: 'What it is to be.' },
  ],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async ({ realms, database }) => {
      const [name, setting, value] = input.args as [string, string, string];
      await changeRealm(database, await realms.require(name), setting, value);
      return realmReport(await realms.details(name));
    }),
};
