/** `up` and `start` as a newcomer and a service run them: with a private database, to the end of every process. */
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { runCommand, runHere, startCommand, type RunningCommand } from '../support/commandLine';
import { temporaryDirectory } from '../support/testServer';

interface Ready {
  readonly endpoint: string;
  readonly wsdl: string;
  readonly documentWsdl: string;
  readonly page: string;
  readonly port: number;
  readonly demoRealms: { realm: string; usesCustomerKey: boolean; listId: number; licenceFile: string }[];
}

let varDirectory: string;
let environment: Record<string, string>;
const running: RunningCommand[] = [];

beforeAll(async () => {
  varDirectory = await temporaryDirectory('up');
  environment = {
    VAR_DIRECTORY: varDirectory,
    PORT: '0',
    BIND_ADDRESS: '127.0.0.1',
    SHUTDOWN_SECONDS: '600',
    DRAIN_SECONDS: '0',
  };
});
afterEach(async () => {
  for (const command of running.splice(0)) {
    command.process.kill('SIGKILL');
    await command.ended;
  }
});
afterAll(async () => {
  // Joining it once more as its only user stops whatever a failed test left behind.
  await runCommand(environment, ['migrate']);
  await rm(varDirectory, { recursive: true, force: true });
});

function start(...words: string[]): RunningCommand {
  const command = startCommand(environment, words);
  running.push(command);
  return command;
}

async function ready(command: RunningCommand): Promise<Ready> {
  const [line] = await command.says(/^\{"endpoint".*\}$/m);
  return JSON.parse(line) as Ready;
}

async function call(endpoint: string, operation: string, content = ''): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><m:${operation} xmlns:m="urn:webservices.api.whatcounts">${content}</m:${operation}></Body></Envelope>`,
  });
  const text = await response.text();
  return new RegExp(`<${operation}Return[^>]*>([^<]*)<`).exec(text)?.[1] ?? text;
}

const escaped = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');

async function openSession(endpoint: string, licenceFile: string): Promise<string> {
  const licence = escaped(await readFile(licenceFile, 'utf8'));
  return call(endpoint, 'beginSession', `<license>${licence}</license>`);
}

/** Whether the private server of this test runs; its pid file is its own. */
async function serverRuns(): Promise<boolean> {
  const text = await readFile(join(varDirectory, 'mariadb', 'server.pid'), 'utf8').catch(() => '');
  if (text === '') return false;
  const status = await readFile(`/proc/${text.trim()}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\t[XZ]/m.test(status);
}

test('the first command, interrupted while it makes the database, leaves nothing running', async () => {
  const command = start('realm', 'list');
  await command.says(/Creating a private MariaDB/);
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(130);
  expect(await serverRuns()).toBe(false);
});

test('up sets everything up, a second run finds it, and Ctrl-C stops it all', async () => {
  const first = start('up', '--json');
  const { endpoint, wsdl, documentWsdl, page, port, demoRealms } = await ready(first);
  expect(endpoint).toBe(`http://127.0.0.1:${port}/webservices/WhatCountsAPI`);
  expect(page).toBe(`http://127.0.0.1:${port}/bin/ws_api_tests`);
  expect(await call(endpoint, 'getVersion')).toMatch(/^\d+\.\d+\.\d+$/);
  for (const address of [wsdl, documentWsdl]) {
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('definitions');
  }
  expect(demoRealms).toMatchObject([
    { realm: 'demo', usesCustomerKey: false, licenceFile: join(varDirectory, 'licences', 'demo.license') },
    {
      realm: 'demo-key',
      usesCustomerKey: true,
      licenceFile: join(varDirectory, 'licences', 'demo-key.license'),
    },
  ]);
  const sessions: string[] = [];
  for (const { usesCustomerKey, licenceFile } of demoRealms) {
    expect((await stat(licenceFile)).mode & 0o777).toBe(0o600);
    const session = await openSession(endpoint, licenceFile);
    expect(session).toMatch(/^S[a-z2-7]{32}$/);
    const inSession = `<session>${session}</session>`;
    expect(await call(endpoint, 'useCustomerKey', inSession)).toBe(String(usesCustomerKey));
    sessions.push(session);
  }

  // Other commands work beside the gateway and leave its database running.
  const lists = await runCommand(environment, ['list', 'list', 'demo', '--json']);
  expect(JSON.parse(lists.out)).toMatchObject([
    { listId: demoRealms[0]!.listId, name: 'Demo list', fromAddress: 'demo@example.org' },
  ]);
  const shown = await runCommand(environment, ['realm', 'show', 'demo-key']);
  expect(shown.out).toMatch(/^Approved by +demo set-up$/m);
  // What up made stands in the audit log, as if a person had typed it.
  const made = await runHere(environment, ['audit', '--json']);
  expect(
    (JSON.parse(made.out) as { operation: string; outcome: string }[]).map(
      ({ operation, outcome }) => `${operation} ${outcome}`,
    ),
  ).toEqual(expect.arrayContaining(['realmCreate done', 'licenceIssue done']));
  expect(await call(endpoint, 'useCustomerKey', `<session>${sessions[0]}</session>`)).toBe('false');

  first.process.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(await serverRuns()).toBe(false);
  const log = first.out() + first.error();
  for (const session of sessions) expect(log).not.toContain(session);
  expect(log).not.toContain('<key>');

  const licence = await readFile(demoRealms[0]!.licenceFile, 'utf8');
  const second = start('up', '--json');
  const again = await ready(second);
  expect(again.demoRealms).toEqual(demoRealms);
  expect(await readFile(demoRealms[0]!.licenceFile, 'utf8')).toBe(licence);
  // Sessions outlive a restart.
  expect(await call(again.endpoint, 'useCustomerKey', `<session>${sessions[1]}</session>`)).toBe('true');
  expect(await openSession(again.endpoint, demoRealms[0]!.licenceFile)).toMatch(/^S/);
  second.process.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
  expect(await serverRuns()).toBe(false);
});

test('the call that up prints works as it stands', async () => {
  const command = start('up');
  await command.says(/Try it:[^]*curl.*\n/);
  const [, url, headers, body] = /curl -s (\S+) ((?:-H \S+ \S+ )*)-d '(.*)'\n/.exec(command.out())!;
  const named = [...headers!.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name, value]) => [name!, value!]);
  const response = await fetch(url!, {
    method: 'POST',
    headers: Object.fromEntries(named) as Record<string, string>,
    body: body!,
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/<getVersionReturn[^>]*>\d/);
  expect(command.out()).toContain('/wsdl/WhatCountsAPI.wsdl');
  expect(command.out()).toContain('/wsdl/WhatCountsAPI-document.wsdl');
  expect(command.out()).toMatch(/Licence of demo-key +\S+demo-key\.license$/m);
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
});

test('a licence file that was lost is made again, one that was revoked is left alone', async () => {
  const file = join(varDirectory, 'licences', 'demo.license');
  await rm(file);
  expect(await runCommand(environment, ['licence', 'revoke', 'demo-key'])).toMatchObject({ code: 0 });
  const revoked = await readFile(join(varDirectory, 'licences', 'demo-key.license'), 'utf8');
  const command = start('up', '--json');
  const { endpoint, demoRealms } = await ready(command);
  expect(await openSession(endpoint, file)).toMatch(/^S/);
  expect(command.error()).toMatch(/demo-key\.license has ended/);
  expect(await readFile(demoRealms[1]!.licenceFile, 'utf8')).toBe(revoked);
  expect(await openSession(endpoint, demoRealms[1]!.licenceFile)).toContain('revoked or replaced');
  command.process.kill('SIGINT');
  await command.ended;
});

test('a second Ctrl-C does not wait for calls under way, and still leaves nothing running', async () => {
  const command = start('start', '--json');
  const { port, demoRealms } = await ready(command);
  expect(demoRealms).toEqual([]);
  // A call that never ends: its body does not come.
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'POST /webservices/WhatCountsAPI HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n',
  );
  await once(socket, 'data');
  command.process.kill('SIGINT');
  await command.says(/Stopping/);
  // Until the first press is old enough not to be taken for the same one.
  const again = setInterval(() => command.process.kill('SIGINT'), 100);
  const { code } = await command.ended;
  clearInterval(again);
  socket.destroy();
  expect(code).toBe(130);
  expect(await serverRuns()).toBe(false);
});

test('a port that is in use is told, and nothing is left running', async () => {
  const first = start('start', '--json');
  const { port } = await ready(first);
  const second = await runCommand({ ...environment, PORT: String(port) }, ['start']);
  expect(second.code).toBe(1);
  expect(second.error).toContain(`Port ${port} is in use`);
  first.process.kill('SIGINT');
  expect((await first.ended).code).toBe(0);
  expect(await serverRuns()).toBe(false);
});

test('the settings that are shown are those of the gateway that runs, and licences name its host', async () => {
  const folder = await temporaryDirectory('up-settings');
  const file = join(folder, 'soapstone.conf');
  await writeFile(
    file,
    `# of the owner\nVAR_DIRECTORY=${varDirectory}\nSMTP_URL="smtp://u:pass-word@127.0.0.1:1"\nMAIL_DOMAIN=mail.example.org\n`,
  );
  const ofFile = { SETTINGS_FILE: file };
  const command = startCommand(
    { ...ofFile, PORT: '0', BIND_ADDRESS: '127.0.0.1', PUBLIC_URL: 'https://api.example.org:8443' },
    ['start', '--json'],
  );
  running.push(command);
  const { port } = await ready(command);
  const shown = await runHere(ofFile, ['settings']);
  expect(shown.out).toContain(`Settings file: ${file}`);
  expect(shown.out).toMatch(new RegExp(`^The gateway of process ${command.process.pid} was started`, 'm'));
  expect(shown.out).toMatch(/^PUBLIC_URL +https:\/\/api\.example\.org:8443 +environment$/m);
  expect(shown.out).toMatch(/^MAIL_DOMAIN +mail\.example\.org +file$/m);
  expect(shown.out).toMatch(/^SMTP_URL +\(given, hidden\) +file$/m);
  expect(shown.out).toMatch(/^Here other values are given[^]*^ {2}PUBLIC_URL each request's own Host/m);
  const json = await runHere(ofFile, ['settings', '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ file, gateways: [{ processId: command.process.pid, port }] });
  const written = await readFile(join(varDirectory, 'gateways', `${command.process.pid}.json`), 'utf8');
  for (const text of [shown.out, json.out, written]) expect(text).not.toContain('pass-word');
  expect(await runHere(ofFile, ['realm', 'create', 'hosts'])).toMatchObject({ code: 0 });
  expect(await runHere(ofFile, ['licence', 'issue', 'hosts'])).toMatchObject({ code: 0 });
  const listed = await runHere(ofFile, ['licence', 'list', '--realm', 'hosts', '--json']);
  expect(JSON.parse(listed.out)).toMatchObject([{ host: 'api.example.org:8443' }]);
  const taken = await runHere({ ...ofFile, BIND_ADDRESS: '127.0.0.1', PORT: String(port) }, ['start']);
  expect(taken.error).toContain(`in use by the gateway of process ${command.process.pid}`);
  // One that is killed is not taken for one that runs.
  command.process.kill('SIGKILL');
  await command.ended;
  expect((await runHere(ofFile, ['settings'])).out).toContain('No gateway runs over');
  await rm(folder, { recursive: true, force: true });
});

test('an owner with realms of their own and no demo gets none', async () => {
  const own = await temporaryDirectory('up-own');
  const theirs = { ...environment, VAR_DIRECTORY: own };
  try {
    expect(await runCommand(theirs, ['realm', 'create', 'acme'])).toMatchObject({ code: 0 });
    const command = startCommand(theirs, ['up', '--json']);
    running.push(command);
    expect((await ready(command)).demoRealms).toEqual([]);
    command.process.kill('SIGINT');
    await command.ended;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
});
