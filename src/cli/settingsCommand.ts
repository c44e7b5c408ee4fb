/** `settings`: what the gateway that runs was started with, or what one would start with. */
import { settings as declared } from '../config/settings';
import type { Command } from './command';
import { runningGateways } from './runningGateways';
import { shownSettings, type ShownSetting } from './shownSettings';
import { table } from './table';

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'Show the settings in effect and where they come from; secrets are hidden.',
  details: [
    'Settings come from the environment, else from the settings file (soapstone.conf in this folder, or the file that',
    'SETTINGS_FILE names), else they have their default. While a gateway runs over this VAR_DIRECTORY, those that it',
    'was started with are shown, and what differs here.',
  ].join('\n'),
  args: [],
  options: {},
  run: async (_input, terminal) => {
    const configuration = terminal.configuration();
    const own = shownSettings(configuration);
    const gateways = await runningGateways(configuration.settings);
    const documented = own.map((setting) => ({ ...setting, doc: docOf(setting) }));
    return {
      text: [
        ...(configuration.file ? [`Settings file: ${configuration.file}`] : []),
        ...(gateways.length === 0
          ? [
              `No gateway runs over ${configuration.settings.varDirectory}. One would start with:`,
              '',
              list(own),
            ]
          : gateways.flatMap(({ processId, startedAt, settings }) => [
              `The gateway of process ${processId} was started at ${startedAt} with:`,
              '',
              list(settings),
              ...differences(settings, own),
            ])),
      ].join('\n'),
      json: { file: configuration.file, settings: documented, gateways },
    };
  },
};

const declarationOf = ({ name }: ShownSetting) =>
  Object.values(declared).find(({ environmentName }) => environmentName === name);

const docOf = (setting: ShownSetting): string => declarationOf(setting)?.doc ?? '';

const list = (settings: readonly ShownSetting[]): string =>
  table(
    ['SETTING', 'VALUE', 'FROM'],
    settings.map((setting) => [setting.name, shown(setting), setting.source]),
    '',
  );

function shown(setting: ShownSetting): string {
  const declaration = declarationOf(setting);
  const inWords = declaration && 'defaultText' in declaration ? declaration.defaultText : undefined;
  return (setting.source === 'default' ? inWords : undefined) ?? String(setting.value);
}

/** What this command line would do otherwise, because its environment is another one. */
function differences(running: readonly ShownSetting[], own: readonly ShownSetting[]): string[] {
  const different = own.filter(
    (setting) => running.find(({ name }) => name === setting.name)?.value !== setting.value,
  );
  if (different.length === 0) return [];
  return [
    '',
    'Here other values are given; put what shall hold for both into the settings file:',
    ...different.map((setting) => `  ${setting.name} ${shown(setting)}`),
  ];
}
