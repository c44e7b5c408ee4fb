/** Settings from the environment: defaults, readings, and all problems at once without secrets. */
import { loadSettings, SettingsError } from '../../src/config/loadSettings';
import { settings } from '../../src/config/settings';

const problemsWith = (env: Record<string, string>): readonly string[] => {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

test('an empty environment gives the defaults', () => {
  const loaded = loadSettings({});
  expect(loaded).toMatchObject({
    port: 8080,
    bindAddress: '0.0.0.0',
    publicUrl: '',
    databaseUrl: '',
    databaseConnections: 16,
    smtpUrl: '',
    smtpConnections: 10,
    deliveryEnabled: true,
    deliveryLeaseSeconds: 120,
    varDirectory: 'var',
    serverSecret: '',
    logLevel: 'info',
    sessionIdleMinutes: 120,
    maxAnswerTextBytes: 10_000_000,
    maxRequestBytes: 10_485_760,
    trustProxy: false,
  });
  expect(loaded.mailDomain).toMatch(/^[A-Za-z0-9.-]+$/);
  expect(Object.keys(loaded)).toEqual(Object.keys(settings));
});

test('an empty or blank variable counts as missing', () => {
  expect(loadSettings({ PORT: '', LOG_LEVEL: ' ' })).toEqual(loadSettings({}));
});

test('values are read by their kind', () => {
  const loaded = loadSettings({
    PORT: '0',
    PUBLIC_URL: 'https://Mail.Example.com/gate/',
    TRUST_PROXY: 'Yes',
    DELIVERY_ENABLED: '0',
    DATABASE_URL: 'mysql://me:pass@db.example.com/soapstone',
    SMTP_URL: 'smtps://relay.example.com',
    MAIL_FROM: '"Ann" <ann@example.com>',
    MAIL_DOMAIN: 'mx.example.com',
    SERVER_SECRET: 'Ab'.repeat(32),
    LOG_LEVEL: 'debug',
  });
  expect(loaded).toMatchObject({
    port: 0,
    publicUrl: 'https://mail.example.com/gate',
    trustProxy: true,
    deliveryEnabled: false,
    databaseUrl: 'mysql://me:pass@db.example.com/soapstone',
    smtpUrl: 'smtps://relay.example.com',
    mailFrom: '"Ann" <ann@example.com>',
    mailDomain: 'mx.example.com',
    serverSecret: 'Ab'.repeat(32),
    logLevel: 'debug',
  });
});

test('a database may be named by its socket', () => {
  const databaseUrl = 'mysql://root@localhost/soapstone?socketPath=/run/mysqld/mysqld.sock';
  expect(loadSettings({ DATABASE_URL: databaseUrl }).databaseUrl).toBe(databaseUrl);
});

test('all problems are listed together', () => {
  const env = { PORT: '80a', TRUST_PROXY: 'maybe', LOG_LEVEL: 'loud', MAX_REQUEST_DEPTH: '7' };
  expect(problemsWith(env)).toEqual([
    'PORT must be a whole number from 0 to 65535, not "80a"',
    'TRUST_PROXY must be 1, true, yes or on, or else 0, false, no or off, not "maybe"',
    'LOG_LEVEL must be one of error, warn, info, debug, not "loud"',
    'MAX_REQUEST_DEPTH must be a whole number from 8 to 1000, not "7"',
  ]);
  expect(() => loadSettings(env)).toThrow('4 settings are wrong:\n  PORT must be');
});

test.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '1e3'],
  ['PUBLIC_URL', 'example.com'],
  ['PUBLIC_URL', 'ftp://example.com'],
  ['PUBLIC_URL', 'https://example.com/?a=b'],
  ['DATABASE_URL', 'postgres://localhost/x'],
  ['SMTP_URL', 'smtp://'],
  ['MAIL_DOMAIN', 'a b'],
  ['MAIL_FROM', 'a@b\r\nBcc: c@d'],
  ['SERVER_SECRET', 'ab'.repeat(31)],
])('%s=%j is refused', (name, value) => {
  expect(problemsWith({ [name]: value })).toEqual([expect.stringContaining(`${name} must be`)]);
});

test('an error repeats no secret and no password', () => {
  const secrets = {
    DATABASE_URL: 'hunter2@db',
    SMTP_URL: 'http://user:hunter2@relay',
    SERVER_SECRET: 'hunter2',
    PUBLIC_URL: 'https://user:hunter2@example.com',
  };
  const problems = problemsWith(secrets);
  expect(problems).toHaveLength(4);
  expect(problems.join()).not.toContain('hunter2');
});

test('a limit that contradicts another is refused', () => {
  expect(problemsWith({ LOGIN_FAILURES_SLOWED: '30' })).toEqual([
    'LOGIN_FAILURES_REFUSED must not be less than LOGIN_FAILURES_SLOWED',
  ]);
});

test('every setting is declared under its own name, with a line of doc', () => {
  const all = Object.values(settings);
  expect(new Set(all.map(({ environmentName }) => environmentName)).size).toBe(all.length);
  for (const { doc } of all) expect(doc).toMatch(/^[^\n|]+\.$/);
});

test('a port for return mail needs a domain for the return paths', () => {
  expect(() => loadSettings({ RETURN_MAIL_PORT: '2424' })).toThrow(
    'RETURN_MAIL_PORT needs a RETURN_PATH_DOMAIN',
  );
  const loaded = loadSettings({ RETURN_MAIL_PORT: '2424', RETURN_PATH_DOMAIN: 'return.example.org' });
  expect(loaded).toMatchObject({
    returnMailPort: 2424,
    returnMailAddress: '127.0.0.1',
    returnMailProtocol: 'lmtp',
  });
});
