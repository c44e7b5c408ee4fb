/** Whatever arrives, the door answers it: with a result, or with a fault that blames the caller. */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { startEchoServer, type EchoServer } from '../support/echoServer';

const ROUNDS = 1500;

/** A small generator with a fixed seed, so that a failure can be repeated. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const bodies = ['axis14', 'mono-wsdl', 'mono-doclit', 'php-nonwsdl', 'soaplite-positional', 'zeep'].flatMap(
  (client) =>
    readdirSync(join(__dirname, client))
      .filter((file) => file.endsWith('.http'))
      .map((file) => {
        const bytes = readFileSync(join(__dirname, client, file));
        return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
      }),
);
const SPLINTERS = [
  '<',
  '>',
  '&',
  '"',
  '</',
  '/>',
  '&#x',
  ';',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?',
  ' href="#id0"',
  ' id="id0"',
  '\0',
  '\xff',
  '[9]',
];

function mutate(body: Buffer, random: (below: number) => number): Buffer {
  let mutant = Buffer.from(body);
  for (let times = 1 + random(2); times > 0; times--) {
    const at = random(mutant.length);
    const rest = mutant.subarray(at);
    switch (random(9)) {
      case 0:
      case 1:
        mutant[at] = random(256);
        break;
      case 2:
      case 3:
        mutant = Buffer.concat([mutant.subarray(0, at), rest.subarray(1 + random(30))]);
        break;
      case 4:
      case 5:
        mutant = Buffer.concat([
          mutant.subarray(0, at),
          Buffer.from(SPLINTERS[random(SPLINTERS.length)]!, 'latin1'),
          rest,
        ]);
        break;
      case 6:
      case 7:
        mutant = Buffer.concat([
          mutant.subarray(0, at),
          mutant.subarray(random(mutant.length)).subarray(0, 60),
          rest,
        ]);
        break;
      default:
        mutant = mutant.subarray(0, at);
    }
    if (mutant.length === 0) break;
  }
  return mutant;
}

let server: EchoServer;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

const post = (body: Buffer): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port: server.port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/webservices/WhatCountsAPI',
        headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': body.length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

it('answers every mutation of a real message', async () => {
  const random = makeRandom(20240229);
  const seen = { results: 0, faults: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const body = mutate(bodies[random(bodies.length)]!, random);
    const { status, text } = await post(body);
    expect(XMLValidator.validate(text)).toBe(true);
    if (status === 200) {
      expect(text).toMatch(/<soapenv:Body><[\w:]+Response /);
      seen.results++;
    } else {
      expect(status).toBe(500);
      expect(text).toContain('<soapenv:Fault>');
      // Nothing that can be sent is a defect of ours.
      expect(text).not.toContain('server.error');
      seen.faults++;
    }
  }
  expect(server.defects).toEqual([]);
  // Both must occur, or the mutations are too wild or too tame to test anything.
  expect(seen.results).toBeGreaterThan(ROUNDS / 20);
  expect(seen.faults).toBeGreaterThan(ROUNDS / 20);
});
