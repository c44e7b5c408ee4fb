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
      const defaultText = 'defaultText' in setting ? setting.defaultText : undefined;
      return {
        name: environmentName,
        value: secret && !isDefault ? HIDDEN : isDefault && value === '' ? (defaultText ?? '') : value,
        isDefault,
        doc,
      };
    });
    return {
      text: table(
        ['SETTING', 'VALUE', ''],
        shown.map(({ name, value, isDefault }) => [name, String(value), isDefault ? 'default' : '']),
        '',
      ),
      json: shown,
    };
  },
};
