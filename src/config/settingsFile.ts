/**
 * The settings file: what the gateway and every command read, so that they agree. Lines of `NAME=value`, as services
 * and shells read them too; empty lines and those that begin with # do not count, quotes around a whole value are
 * taken off.
 */
import { readFileSync } from 'node:fs';
import { closest } from '../text/closest';
import { settings } from './settings';

/** Read where SETTINGS_FILE names no other, if it is there. */
export const SETTINGS_FILE = 'soapstone.conf';

export interface GivenSetting {
  readonly text: string;
  readonly line: number;
}

export interface SettingsFile {
  readonly given: ReadonlyMap<string, GivenSetting>;
  /** What is wrong with lines of it, without their values. */
  readonly problems: readonly string[];
}

/** Null if there is no such file. @throws {Error} of the system if it cannot be read */
export function readSettingsFile(path: string): SettingsFile | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return parseSettingsFile(text, path);
}

const NAMES = Object.values(settings).map(({ environmentName }) => environmentName);

export function parseSettingsFile(text: string, path: string): SettingsFile {
  const given = new Map<string, GivenSetting>();
  const problems: string[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((content, index) => {
      const line = index + 1;
      if (/^\s*(?:#|$)/.test(content)) return;
      const problem = (reason: string): number => problems.push(`${path}:${line}: ${reason}`);
      const [, name, value] = /^\s*(\w+)\s*=(.*)$/.exec(content) ?? [];
      if (name === undefined || value === undefined) problem('a line is NAME=value');
      else if (!NAMES.some((known) => known === name)) {
        const near = closest(name.toUpperCase(), NAMES);
        problem(`there is no setting ${name}.${near ? ` Did you mean ${near}?` : ''}`);
      } else if (given.has(name)) problem(`${name} stands in line ${given.get(name)!.line} already`);
      else given.set(name, { text: unquoted(value.trim()), line });
    });
  return { given, problems };
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
