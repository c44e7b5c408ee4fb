/** Reads the settings from the environment, and reports everything that is wrong with them at once. */
import type { Setting } from './settingKinds';
import { settings, type Settings } from './settings';

/** Some settings are wrong. The message lists all of them and repeats no value of a secret one. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `${problems.length === 1 ? 'One setting is' : `${problems.length} settings are`} wrong:\n` +
        problems.map((problem) => `  ${problem}`).join('\n'),
    );
    this.name = 'SettingsError';
  }
}

/** Longest part of a wrong value that an error repeats. */
const SHOWN = 60;

/**
 * @param env usually `process.env`; an empty variable counts as missing
 * @throws {SettingsError}
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const text = env[setting.environmentName]?.trim() ?? '';
    const value = text === '' ? setting.default : setting.kind.read(text);
    if (value === undefined) problems.push(problemWith(setting, text));
    values[name] = value;
  }
  const loaded = values as unknown as Settings;
  if (loaded.loginFailuresRefused < loaded.loginFailuresSlowed)
    problems.push('LOGIN_FAILURES_REFUSED must not be less than LOGIN_FAILURES_SLOWED');
  if (loaded.returnMailPort > 0 && loaded.returnPathDomain === '')
    problems.push('RETURN_MAIL_PORT needs a RETURN_PATH_DOMAIN: nothing else is taken in there');
  if (loaded.sftpPort > 0 && loaded.dropDirectory === '')
    problems.push('SFTP_PORT needs a DROP_DIRECTORY: the files that come there are put into it');
  if (problems.length > 0) throw new SettingsError(problems);
  return loaded;
}

function problemWith({ environmentName, kind, secret }: Setting<unknown>, text: string): string {
  const problem = `${environmentName} must be ${kind.expected}`;
  // A URL is not repeated either: it may hold a password where none belongs.
  if (secret || kind.type === 'URL') return problem;
  const shown = text.replace(/\p{Cc}/gu, ' ');
  return `${problem}, not "${shown.length > SHOWN ? `${shown.slice(0, SHOWN)}...` : shown}"`;
}
