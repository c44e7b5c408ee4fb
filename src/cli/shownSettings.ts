/** Settings as people and other processes may see them: secrets are hidden. */
import type { Configuration, SettingSource } from '../config/readConfiguration';
import { settings as declared } from '../config/settings';

/** Stands for the value of a secret. */
const HIDDEN = '(given, hidden)';

export interface ShownSetting {
  readonly name: string;
  /** Null for a secret that is not given. */
  readonly value: string | number | boolean | null;
  readonly source: SettingSource;
}

/** Every setting in the order of the table, by its name in the environment. */
export const shownSettings = ({ settings, sources }: Configuration): ShownSetting[] =>
  Object.entries(declared).map(([property, { environmentName: name, secret }]) => {
    const source = sources.get(name) ?? 'default';
    const value = settings[property as keyof typeof declared];
    return { name, value: secret ? (source === 'default' ? null : HIDDEN) : value, source };
  });
