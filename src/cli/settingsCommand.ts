/** `settings`: what the gateway would run with. */
import { settings as declared } from '../config/settings';
import type { Command } from './command';
import { table } from './table';

/** Stands for the value of a secret. */
const HIDDEN = '(given, hidden)';

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'Show the settings in effect; secrets are hidden.',
  args: [],
  options: {},
  run: async (_input, terminal) => {
    const effective = terminal.settings();
    const shown = Object.entries(declared).map(([property, { environmentName, secret, doc, ...setting }]) => {
      const value = effective[property as keyof typeof declared];
      const isDefault = value === setting.default;
      const hidden = isDefault ? null : HIDDEN;
      return {
        name: environmentName,
        value: secret ? hidden : value,
        isDefault,
        shown: isDefault && 'defaultText' in setting ? setting.defaultText : secret ? HIDDEN : String(value),
        doc,
      };
    });
    return {
      text: table(
        ['SETTING', 'VALUE', ''],
        shown.map((setting) => [setting.name, setting.shown, setting.isDefault ? 'default' : ' ']),
        '',
      ),
      json: shown.map(({ name, value, isDefault, doc }) => ({ name, value, isDefault, doc })),
    };
  },
};
