/** Reads the settings from where an owner can put them: the settings file, and the environment over it. */
import { dirname, resolve } from 'node:path';
import { loadSettings, SettingsError } from './loadSettings';
import { settings, type Settings } from './settings';
import { readSettingsFile, SETTINGS_FILE } from './settingsFile';

export type SettingSource = 'environment' | 'file' | 'default';

export interface Configuration {
  readonly settings: Settings;
  /** Where each came from, by its name in the environment. */
  readonly sources: ReadonlyMap<string, SettingSource>;
  /** The settings file that was read, or null. */
  readonly file: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param env usually `process.env`; an empty variable counts as missing
 * @param directory where a settings file is looked for if SETTINGS_FILE names none
 * @throws {SettingsError} with everything that is wrong in either place
 */
export function readConfiguration(env: Environment, directory: string): Configuration {
  const named = env.SETTINGS_FILE?.trim() ?? '';
  const path = resolve(directory, named || SETTINGS_FILE);
  const file = readable(path, named !== '');
  const isGiven = (name: string): boolean => (env[name]?.trim() ?? '') !== '';
  const texts: Record<string, string | undefined> = { ...env };
  const sources = new Map<string, SettingSource>();
  for (const { environmentName: name } of Object.values(settings)) {
    const inFile = file?.given.get(name)?.text ?? '';
    if (isGiven(name)) sources.set(name, 'environment');
    else if (inFile === '') sources.set(name, 'default');
    else {
      sources.set(name, 'file');
      // Wherever a command is run, it means the same folder.
      texts[name] = name === 'VAR_DIRECTORY' ? resolve(dirname(path), inFile) : inFile;
    }
  }
  const problems = [...(file?.problems ?? [])];
  try {
    const loaded = loadSettings(texts);
    if (problems.length === 0) return { settings: loaded, sources, file: file && path };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) {
      const name = problem.split(' ')[0]!;
      const line = sources.get(name) === 'file' ? file?.given.get(name)?.line : undefined;
      problems.push(line === undefined ? problem : `${path}:${line}: ${problem}`);
    }
  }
  throw new SettingsError(problems);
}

function readable(path: string, isNamed: boolean): ReturnType<typeof readSettingsFile> {
  let file: ReturnType<typeof readSettingsFile>;
  try {
    file = readSettingsFile(path);
  } catch (error) {
    throw new SettingsError([
      `SETTINGS_FILE ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
    ]);
  }
  if (!file && isNamed) throw new SettingsError([`SETTINGS_FILE ${path} does not exist`]);
  return file;
}
