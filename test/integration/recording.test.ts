/** `record` between foreign clients and one gateway, `replay` against another one, and nothing secret in between. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClientAsync } from 'soap';
import { Registry } from '../../src/contract/registry';
import { Recorder } from '../../src/facades/recording/recorder';
import { operations } from '../../src/operations';
import { runHere, startCommand, type RunningCommand } from '../support/commandLine';
import { sendRaw } from '../support/rawHttp';
import { soapClient, type SoapClient } from '../support/soapClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { temporaryDirectory } from '../support/testServer';

const PATH = '/webservices/WhatCountsAPI';

let upstream: TestGateway;
let target: TestGateway;
let directory: string;
let folder: string;
let licenceFile: string;
let keyedFile: string;
let recording: RunningCommand;
let recorderUrl: string;
let soap: SoapClient;

beforeAll(async () => {
  [upstream, target] = [await startTestGateway(), await startTestGateway()];
  directory = await temporaryDirectory('recording');
  folder = join(directory, 'calls');
  licenceFile = join(directory, 'target.license');
  await writeFile(licenceFile, target.normal.licence);
  keyedFile = join(directory, 'keyed.license');
  await writeFile(keyedFile, target.keyed.licence);
  recording = startCommand({}, [
    'record',
    '--upstream',
    upstream.url,
    '--into',
    folder,
    '--port',
    '0',
    '--json',
  ]);
  const [line] = await recording.says(/^\{.*\}$/m);
  recorderUrl = (JSON.parse(line) as { url: string }).url;
  soap = soapClient(recorderUrl + PATH);
});

afterAll(async () => {
  recording?.process.kill();
  await recording?.ended;
  await upstream?.close();
  await target?.close();
  await rm(directory, { recursive: true, force: true });
});

/** The recording has calls of two realms, and two sessions that were open before. */
const licences = (): string[] =>
  [licenceFile, keyedFile, `session-2=${licenceFile}`, `session-4=${licenceFile}`].flatMap((file) => [
    '--licence',
    file,
  ]);

const replay = async (...options: string[]) => {
  const words = ['replay', folder, '--to', target.url, ...licences(), '--json', ...options];
  const { code, out, error } = await runHere({}, words);
  if (out === '') throw new Error(error);
  return {
    code,
    ...(JSON.parse(out) as {
      operations: { operation: string; calls: number; alike: number; different: number; leftOut: number }[];
      differences: {
        operation: string;
        differences: { path: string; recorded: string; answered: string }[];
      }[];
    }),
  };
};

test('clients get through the recorder what they would get without it', async () => {
  const { licence } = upstream.normal;
  const session = await soap.text('beginSession', { license: licence });
  const subscribe = { session, email: 'ann@example.org', listId: upstream.normal.listId, emailFormat: 99 };
  expect(await soap.call('userSubscribe', subscribe)).toBe(0);
  expect(await soap.positional('isUserValid', [session, 'ann@example.org', ''])).toBeDefined();
  await soap.text('userGetAllData', { session, email: 'ann@example.org', header: true });
  const fault = await soap.fault('listGetData', { session, listName: 'Nothing' });
  expect(fault.faultstring).not.toBe('');
  await soap.call('getVersion', {});
  await soap.call('endSession', { session });
  // A session that was open before the recording began.
  const old = await upstream.soap.text('beginSession', { license: licence });
  expect(await soap.call('useCustomerKey', { session: old })).toBe(false);
  // Its name says nothing here, and it is the second argument.
  await soap.positional('socialProviderGetById', [1, old]).catch(() => undefined);
});

test('a foreign client loads the WSDL through it and calls', async () => {
  const client = await createClientAsync(`${recorderUrl}/wsdl/WhatCountsAPI-document.wsdl`, {
    endpoint: `${recorderUrl}/webservices/WhatCountsAPIDocument`,
  });
  const call = client as unknown as Record<string, (args: object) => Promise<[Record<string, unknown>]>>;
  const [begun] = await call.beginSessionAsync!({ license: upstream.keyed.licence });
  const session = Object.values(begun).find((value) => typeof value === 'string') as string;
  expect(session.length).toBeGreaterThan(20);
  const [answer] = await call.useCustomerKeyAsync!({ session });
  expect(Object.values(answer)).toContain(true);
  const wsdl = await (await fetch(`${recorderUrl}/wsdl/WhatCountsAPI.wsdl`)).text();
  expect(wsdl).toBe(
    await (
      await fetch(`${upstream.url}/wsdl/WhatCountsAPI.wsdl`, {
        headers: { host: new URL(upstream.url).host },
      })
    ).text(),
  );
});

test('a session that is pointed at, and an old client, are understood', async () => {
  const { session } = upstream.normal;
  const body = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><ns1:isUserValid xmlns:ns1="urn:webservices.api.whatcounts"><arg0 href="#id0"/><arg1>ann&#xD83D;&#xDE00;@example.org</arg1><arg2></arg2></ns1:isUserValid><multiRef id="id0"><![CDATA[${session}]]></multiRef></soapenv:Body></soapenv:Envelope>`;
  const request = `POST ${PATH} HTTP/1.0\r\nHost: x\r\nSOAPAction: ""\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const through = await sendRaw(Number(new URL(recorderUrl).port), [request]);
  const direct = await sendRaw(Number(new URL(upstream.url).port), [request]);
  expect(through.text).toBe(direct.text);
  expect(through.status).toBe(direct.status);
  expect(through.headers['content-length']).toBe(direct.headers['content-length']);
});

test('the folder is whole when the recorder has ended, private, and holds no licence and no session', async () => {
  recording.process.kill('SIGTERM');
  const { code, out } = await recording.ended;
  expect(code).toBe(0);
  const report = JSON.parse(out.slice(out.indexOf('\n') + 1)) as object;
  expect(report).toMatchObject({ recorded: 12, unrecorded: 0, passedOn: 2 });
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const files = (await readdir(folder)).sort();
  expect(files).toHaveLength(36);
  expect(files.slice(0, 3)).toEqual([
    '000001-beginSession.answer.xml',
    '000001-beginSession.json',
    '000001-beginSession.request.xml',
  ]);
  const texts: string[] = [];
  for (const file of files) {
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    texts.push(await readFile(join(folder, file), 'utf8'));
  }
  const all = texts.join('\n');
  const sessions = (await upstream.control.rows('SELECT 1 FROM sessions')).length;
  expect(sessions).toBeGreaterThan(1);
  for (const { licence, session } of [upstream.normal, upstream.keyed]) {
    expect(all).not.toContain(session);
    expect(all).not.toContain(/<key>(.*)<\/key>/.exec(licence)![1]);
    expect(all).not.toContain(/<data>(.*)<\/data>/.exec(licence)![1]);
  }
  // Whatever a session looks like: each place of one has a placeholder, and the same session has the same.
  const requests = texts.filter((_, i) => files[i]!.endsWith('request.xml'));
  const placeholders = requests.map((text) => /\{\{(?:licence|session)-\d+\}\}/.exec(text)?.[0] ?? '');
  expect(placeholders).toEqual([
    '{{licence-1}}',
    ...Array.from({ length: 4 }, () => '{{session-1}}'),
    '',
    ...['{{session-1}}', '{{session-2}}', '{{session-2}}', '{{licence-2}}', '{{session-3}}', '{{session-4}}'],
  ]);
  expect(all).toContain('ann@example.org');
});

test('a replay without leave to write sends what reads, and shows what differs', async () => {
  const { code, operations: summary, differences } = await replay();
  expect(code).toBe(1);
  const of = (name: string) => summary.find(({ operation }) => operation === name);
  expect(of('userSubscribe')).toMatchObject({ calls: 1, leftOut: 1 });
  expect(of('beginSession')).toMatchObject({ calls: 2, alike: 2 });
  expect(of('getVersion')).toMatchObject({ alike: 1 });
  // The contact is not there.
  expect(differences.map(({ operation }) => operation)).toContain('userGetAllData');
  expect(
    await target.normal.database.rows(
      `SELECT 1 FROM contacts WHERE realm_id = ${target.normal.realm.realmId}`,
    ),
  ).toEqual([]);
});

test('with leave to write both gateways answer alike', async () => {
  const { code, operations: summary, differences } = await replay('--allow-writes');
  expect(differences).toEqual([]);
  expect(code).toBe(0);
  expect(summary.reduce((sum, { alike }) => sum + alike, 0)).toBe(12);
  expect(
    await target.normal.database.rows(
      `SELECT email FROM contacts WHERE realm_id = ${target.normal.realm.realmId}`,
    ),
  ).toEqual([{ email: 'ann@example.org' }]);
  await target.normal.database.write(
    `UPDATE contacts SET first_name_as_given = 'Anna' WHERE realm_id = ${target.normal.realm.realmId} AND email = 'ann@example.org'`,
  );
  const changed = await replay();
  expect(changed.differences).toMatchObject([
    { operation: 'userGetAllData', differences: [{ recorded: '', answered: 'Anna' }] },
  ]);
  expect(changed.differences[0]!.differences[0]!.path).toMatch(/^result\/data\/subscriber\/first$/);
  const words = ['replay', folder, '--to', target.url, ...licences()];
  const { out } = await runHere({}, words);
  expect(out).toMatch(/^userGetAllData +1 +0 +1 +0$/m);
  expect(out).toContain('first was "" and is "Anna"');
  expect((await replay('--mask', 'first')).code).toBe(0);
});

/** Operations that were called since; the log is written a little later, so a call of our own is waited for. */
async function calledSince(time: Date): Promise<string[]> {
  await target.soap.call('getVersion', {});
  for (;;) {
    const lines = (await readFile(target.logFile, 'utf8')).trim().split('\n');
    const called = lines
      .map((line) => JSON.parse(line) as { time: string; event: string; operation: string })
      .filter((line) => line.event === 'call' && new Date(line.time) >= time)
      .map(({ operation }) => operation);
    if (called.includes('getVersion')) return called;
    await sleep(50);
  }
}

test.each<[string, () => string[], string]>([
  [
    'one licence for two realms',
    () => [licenceFile],
    'No licence is given for licence-2 (first in call 10). Give one for each',
  ],
  [
    'sessions whose login is not in the recording, of which realm nobody can tell',
    () => [licenceFile, keyedFile],
    'No licence is given for session-2 (first in call 8), session-4 (first in call 12).',
  ],
  [
    'a licence that nothing asks for',
    () => [licenceFile, keyedFile, keyedFile, `session-2=${licenceFile}`, `session-4=${licenceFile}`],
    'A licence is given for licence-3, which no call that is sent has.',
  ],
])('%s: refused before anything is sent', async (_, files, reason) => {
  const begunAt = new Date();
  const given = files().flatMap((file) => ['--licence', file]);
  const { code, out, error } = await runHere({}, ['replay', folder, '--to', target.url, ...given]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toContain(reason);
  expect(await calledSince(begunAt)).toEqual(['getVersion']);
});

describe('an endpoint that fails', () => {
  let server: Server;
  let answer: (path: string) => { status: number; headers?: Record<string, string>; body: Buffer | null };
  const recorders: Recorder[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        const { status, headers = {}, body } = answer(request.url!);
        if (!body) return void response.destroy();
        response.writeHead(status, headers);
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const recorder of recorders) await recorder.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function start(name: string, upstreamUrl?: string) {
    const into = join(directory, name);
    await mkdir(into, { mode: 0o700 });
    const notes: string[] = [];
    const recorder = new Recorder({
      upstream: new URL(upstreamUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      folder: into,
      registry: new Registry(operations),
      note: (text) => notes.push(text),
    });
    recorders.push(recorder);
    return { into, notes, recorder, url: `http://127.0.0.1:${await recorder.listen(0, '127.0.0.1')}${PATH}` };
  }

  const post = (url: string, body: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
  const login = (licence: string) =>
    `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><beginSession><license>${licence}</license></beginSession></Body></Envelope>`;

  test('its statuses, headers and bytes are passed on as they are', async () => {
    const { into, url, recorder } = await start('odd');
    const page = gzipSync('<html>Down for <b>maintenance</b> SECRET-LICENCE-1</html>');
    answer = () => ({
      status: 503,
      headers: { 'content-encoding': 'gzip', 'retry-after': '7', 'content-type': 'text/html' },
      body: page,
    });
    const response = await post(url, login('SECRET-LICENCE-1'));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.text()).toContain('maintenance');
    await recorder.close();
    const facts = JSON.parse(await readFile(join(into, '000001-beginSession.json'), 'utf8')) as object;
    expect(facts).toMatchObject({ status: 503, failure: '' });
    for (const file of await readdir(into))
      expect(await readFile(join(into, file), 'utf8')).not.toContain('SECRET');
  });

  test('what is no SOAP message is passed on and not recorded', async () => {
    const { into, notes, url, recorder } = await start('strange');
    answer = () => ({ status: 200, body: Buffer.from('fine') });
    expect(await (await post(url, 'session=SECRET')).text()).toBe('fine');
    await recorder.close();
    expect(recorder.counts).toEqual({ recorded: 0, passedOn: 0, unrecorded: 1 });
    expect(notes).toEqual(['Call 1 is not recorded (it is no readable SOAP message).']);
    expect(await readdir(into)).toEqual([]);
  });

  test('a connection that breaks, or that nobody takes, fails for the client too', async () => {
    const { into, url, recorder } = await start('broken');
    answer = () => ({ status: 200, body: null });
    expect((await post(url, login('SECRET'))).status).toBe(502);
    await recorder.close();
    const facts = JSON.parse(await readFile(join(into, '000001-beginSession.json'), 'utf8')) as object;
    expect(facts).toMatchObject({ status: 0, failure: 'the endpoint failed (ECONNRESET)' });
    const nobody = await start('nobody', 'http://127.0.0.1:1');
    const response = await post(nobody.url, login('SECRET'));
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('ECONNREFUSED');
  });
});

test.each([
  [['record', '--upstream', 'https://x.example/path', '--into', 'y'], '--upstream takes scheme and host'],
  [['record', '--upstream', 'https://x.example'], '--into is required'],
  [['replay', '/tmp', '--to', 'http://127.0.0.1:1'], '--licence is required'],
  [['replay', '/tmp', '--to', 'http://127.0.0.1:1', '--licence', '/nowhere'], 'cannot be read (ENOENT)'],
  [
    ['replay', '/nowhere', '--to', 'http://127.0.0.1:1', '--licence', __filename],
    '/nowhere cannot be read (ENOENT)',
  ],
])('refused: %j', async (words, reason) => {
  const { code, error } = await runHere({}, words);
  expect(code).toBeGreaterThan(0);
  expect(error).toContain(reason);
});
