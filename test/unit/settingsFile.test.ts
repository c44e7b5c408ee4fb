/** The settings file, and the environment over it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsError } from '../../src/config/loadSettings';
import { readConfiguration } from '../../src/config/readConfiguration';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});
const write = (text: string, name = 'soapstone.conf'): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const problems = (env: Record<string, string> = {}): readonly string[] => {
  try {
    readConfiguration(env, directory);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

test('without a file there is the environment alone', () => {
  const { settings, sources, file } = readConfiguration({ PORT: '81' }, directory);
  expect({ port: settings.port, file }).toEqual({ port: 81, file: null });
  expect(sources.get('PORT')).toBe('environment');
  expect(sources.get('LOG_LEVEL')).toBe('default');
});

test('the file of the folder is read, and the environment stands over it', () => {
  const file = write(
    '\uFEFF# how we run it\r\n\r\nPORT = 82\r\n  LOG_LEVEL=warn\r\nMAIL_FROM=\'"Shop" <news@shop.example>\'\r\nRETURN_PATH_DOMAIN="back.example"\r\nSMTP_URL=\r\n',
  );
  const read = readConfiguration({ LOG_LEVEL: 'debug', PORT: ' ' }, directory);
  expect(read.settings).toMatchObject({
    port: 82,
    logLevel: 'debug',
    mailFrom: '"Shop" <news@shop.example>',
    returnPathDomain: 'back.example',
    smtpUrl: '',
  });
  expect(read.file).toBe(file);
  expect(['PORT', 'LOG_LEVEL', 'SMTP_URL'].map((name) => read.sources.get(name))).toEqual([
    'file',
    'environment',
    'default',
  ]);
});

test('another file is named by SETTINGS_FILE, and a folder in it counts from there', () => {
  mkdirSync(join(directory, 'etc'));
  write('PORT=83\nVAR_DIRECTORY=data\n', 'etc/soapstone.conf');
  const { settings } = readConfiguration({ SETTINGS_FILE: 'etc/soapstone.conf' }, directory);
  expect(settings).toMatchObject({ port: 83, varDirectory: join(directory, 'etc', 'data') });
  const given = readConfiguration({ SETTINGS_FILE: 'etc/soapstone.conf', VAR_DIRECTORY: 'here' }, directory);
  expect(given.settings.varDirectory).toBe('here');
  expect(readConfiguration({ SETTINGS_FILE: '/dev/null' }, directory).settings.varDirectory).toBe('var');
});

test('everything that is wrong is told together, by its line and without a secret', () => {
  const file = write(
    'LOG_LEVL=info\nport 8080\nPORT=many\nLOG_LEVEL=info\nLOG_LEVEL=warn\nSMTP_URL=http://u:pass-word@x\n',
  );
  const told = problems({ DATABASE_CONNECTIONS: '-1' });
  expect(told).toEqual([
    `${file}:1: there is no setting LOG_LEVL. Did you mean LOG_LEVEL?`,
    `${file}:2: a line is NAME=value`,
    `${file}:5: LOG_LEVEL stands in line 4 already`,
    `${file}:3: PORT must be a whole number from 0 to 65535, not "many"`,
    expect.stringMatching(/^DATABASE_CONNECTIONS must be/),
    expect.stringMatching(new RegExp(`^${file}:6: SMTP_URL must be`)),
  ]);
  expect(told.join()).not.toContain('pass-word');
});

test('a file that is named has to be there, and readable', () => {
  expect(problems({ SETTINGS_FILE: 'none.conf' })).toEqual([
    `SETTINGS_FILE ${join(directory, 'none.conf')} does not exist`,
  ]);
  expect(problems({ SETTINGS_FILE: '.' })).toEqual([`SETTINGS_FILE ${directory} cannot be read (EISDIR)`]);
});
