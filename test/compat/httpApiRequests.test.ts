/**
 * Requests of the programs in clients/httpapi as they stood on the wire, byte for byte and in their order, and the answers
 * that each must get, with numbers that the gateway gives as `#`. `UPDATE_WIRE=1` records them again from the programs, to be
 * read before they are kept.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { httpApi, PASSWORD } from '../support/httpApi';
import { sendRaw } from '../support/rawHttp';
import { startTestGateway, type TestGateway } from '../support/testGateway';

const FOLDER = join(__dirname, 'requests/httpapi');
const PROGRAMS = { perl: 'client.pl', php: 'client.php', python3: 'client.py', ruby: 'client.rb' } as const;
const update = process.env['UPDATE_WIRE'] === '1';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no' });
  await httpApi(gateway, gateway.normal);
  if (update) await record();
}, 120_000);
afterAll(() => gateway.close());

/** Numbers of contacts and lists are what the database gives. */
const masked = (text: string): string =>
  text.replace(/\b1\d{5}\b/g, '#').replace(/\d\d\/\d\d\/\d\d \d\d:\d\d [AP]M/g, '#');

/** Runs the programs through a proxy that writes down what they send. */
async function record(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  let program = '';
  let count = 0;
  const proxy = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const headers = request.rawHeaders
        .flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []))
        .map((line) => line.replace(/^Host:.*$/i, 'Host: gateway.example'));
      const head = [`${request.method} ${request.url} HTTP/1.1`, ...headers, '', ''].join('\r\n');
      const file = join(FOLDER, `${program}-${String(++count).padStart(2, '0')}`);
      writeFileSync(`${file}.http`, Buffer.concat([Buffer.from(head, 'latin1'), body]));
      const answer = await fetch(`${gateway.url}${request.url}`, {
        method: request.method!,
        headers: { 'Content-Type': request.headers['content-type'] ?? 'text/plain' },
        ...(request.method === 'GET' ? {} : { body }),
      });
      const text = await answer.text();
      writeFileSync(`${file}.txt`, masked(text));
      response.end(text);
    })();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  for (const [command, file] of Object.entries(PROGRAMS)) {
    program = command;
    count = 0;
    await promisify(execFile)(command, [
      join(__dirname, 'clients/httpapi', file),
      `http://127.0.0.1:${port}/bin/api_web`,
      'normal',
      PASSWORD,
      String(gateway.normal.listId),
      '',
    ]);
  }
  proxy.close();
}

mkdirSync(FOLDER, { recursive: true });
const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.http'))
  .map((file) => file.replace(/\.http$/, ''))
  .sort();

test('there are requests of every program', () => {
  const recorded = update ? readdirSync(FOLDER).sort() : cases;
  expect([...new Set(recorded.map((name) => name.split('-')[0]))]).toEqual(Object.keys(PROGRAMS));
});

test.each(update ? ['recorded again'] : cases)('%s', async (name) => {
  if (update) return;
  let request = readFileSync(join(FOLDER, `${name}.http`));
  // A contact's number is in the request for its details.
  const wanted = /subscriber_id=(\d+)/.exec(request.toString('latin1'))?.[1];
  if (wanted !== undefined) {
    const email = `${name.replace(/3?-\d+$/, '')}@family.example`;
    const [contact] = await gateway.normal.database.rows<{ contact_id: number }>(
      'SELECT contact_id FROM contacts WHERE realm_id = ? AND email = ?',
      [gateway.normal.realm.realmId, email],
    );
    request = Buffer.from(request.toString('latin1').replace(wanted, String(contact!.contact_id)), 'latin1');
  }
  const { status, text } = await sendRaw(Number(new URL(gateway.url).port), [request]);
  expect(status).toBe(200);
  expect(masked(text)).toBe(readFileSync(join(FOLDER, `${name}.txt`), 'utf8'));
});
