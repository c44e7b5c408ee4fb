/**
 * Golden messages: every `CLIENT/CASE.http` below this folder is a request as that client put it on the wire, sent
 * here byte for byte, and `CASE.xml` is the answer it must get. `understood.json` holds what the gateway must
 * understand by it. A new case needs no code; `UPDATE_WIRE=1` writes what is missing, to be read before it is kept.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { understood } from '../support/echoOperations';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { sendRaw } from '../support/rawHttp';
import differences from './knownDifferences.json';

type Understood = Record<string, { operation: string; input: Record<string, unknown> } | null>;

const update = process.env['UPDATE_WIRE'] === '1';
const casesOf = (client: string): string[] =>
  readdirSync(join(__dirname, client))
    .filter((file) => file.endsWith('.http'))
    .map((file) => file.slice(0, -'.http'.length));
const clients = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && casesOf(entry.name).length > 0)
  .map((entry) => entry.name);

function readUnderstood(client: string): Understood {
  const file = join(__dirname, client, 'understood.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Understood) : {};
}

/** A request file with its Content-Length put right: the files are captured, and sometimes edited. */
function requestOf(file: string): Buffer {
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\r\n\r\n') + 4;
  const head = bytes.toString('latin1', 0, end).replace(/^Content-Length:.*$/im, '');
  const body = bytes.subarray(end);
  const length = `\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(head.replace(/(?:\r\n)+$/, '').replace(/(\r\n){2,}/g, '\r\n') + length, 'latin1'),
    body,
  ]);
}

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server.close());

describe.each(clients)('%s', (client) => {
  const expected = readUnderstood(client);

  it.each(casesOf(client))('%s', async (name) => {
    understood.length = 0;
    const answer = await sendRaw(server.port, [requestOf(join(__dirname, client, `${name}.http`))]);
    const call = understood[0] ? (JSON.parse(JSON.stringify(understood[0])) as Understood[string]) : null;
    const answerFile = join(__dirname, client, `${name}.xml`);
    if (update && !existsSync(answerFile)) writeFileSync(answerFile, answer.body);
    if (update && !(name in expected)) {
      expected[name] = call;
      writeFileSync(join(__dirname, client, 'understood.json'), `${JSON.stringify(expected, null, 1)}\n`);
    }

    expect(answer.text).toBe(readFileSync(answerFile, 'utf8'));
    expect(answer.status).toBe(answer.text.includes('<soapenv:Fault>') ? 500 : 200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    expect(name in expected).toBe(true);
    expect(call).toEqual(expected[name]);
  });
});

/** The same call by two clients must mean the same; if it cannot, the table says why. */
describe('clients agree', () => {
  const reference = readUnderstood('axis14');
  const known: Record<string, string> = differences;
  const others = clients
    .filter((client) => client !== 'axis14' && client !== 'nasty')
    .flatMap((client) => casesOf(client).map((name) => [client, name] as const))
    .filter(([, name]) => name in reference);

  it.each(others)('%s on %s', (client, name) => {
    const mine = readUnderstood(client)[name];
    const reason = known[`${client}/${name}`] ?? known[`*/${name}`];
    if (reason === undefined) expect(mine).toEqual(reference[name]);
    // A difference that has gone away must leave the table.
    else expect(mine).not.toEqual(reference[name]);
  });
});
