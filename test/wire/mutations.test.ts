/** Whatever arrives, a door answers it: with a result, or with a fault that blames the caller. */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { startEchoServer, type EchoServer } from '../support/echoServer';
import { makeRandom, mutate, mutateElement } from '../support/mutations';
import { readAnswer } from '../support/xmlRpcText';

const ROUNDS = 1500;

interface DoorUnderTest {
  readonly path: string;
  /** Folders of real messages. */
  readonly clients: readonly string[];
  /** Checks the form of an answer. @returns whether it is a fault */
  isFault(status: number | undefined, text: string): boolean;
}

const DOORS: Readonly<Record<string, DoorUnderTest>> = {
  SOAP: {
    path: '/webservices/WhatCountsAPI',
    clients: ['axis14', 'mono-wsdl', 'mono-doclit', 'php-nonwsdl', 'soaplite-positional', 'zeep'],
    isFault: (status, text) => {
      const isFault = text.includes('<soapenv:Fault>');
      expect(status).toBe(isFault ? 500 : 200);
      if (!isFault) expect(text).toMatch(/<soapenv:Body><[\w:]+Response /);
      return isFault;
    },
  },
  'XML-RPC': {
    path: '/xmlrpc',
    clients: ['xmlrpc-python', 'xmlrpc-perl', 'xmlrpc-php', 'xmlrpc-ruby'],
    isFault: (status, text) => {
      expect(status).toBe(200);
      const answer = readAnswer(text);
      if ('fault' in answer)
        expect(Object.entries(answer.fault).map(([name, value]) => [name, typeof value])).toEqual([
          ['faultCode', 'number'],
          ['faultString', 'string'],
        ]);
      return 'fault' in answer;
    },
  },
};

const bodiesOf = (client: string): Buffer[] =>
  readdirSync(join(__dirname, client))
    .filter((file) => file.endsWith('.http'))
    .map((file) => {
      const bytes = readFileSync(join(__dirname, client, file));
      return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
    });

let server: EchoServer;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

const post = (path: string, body: Buffer): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        port: server.port,
        host: '127.0.0.1',
        method: 'POST',
        path,
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

it.each(Object.entries(DOORS))('%s answers every mutation of a real message', async (_, door) => {
  const bodies = door.clients.flatMap(bodiesOf);
  const random = makeRandom(20240229);
  const seen = { results: 0, faults: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const original = bodies[random(bodies.length)]!;
    const body = round % 2 === 0 ? mutate(original, random) : mutateElement(original, random);
    const { status, text } = await post(door.path, body);
    expect(XMLValidator.validate(text)).toBe(true);
    if (door.isFault(status, text)) seen.faults++;
    else seen.results++;
    // Nothing that can be sent is a defect of ours.
    expect(server.audited.at(-1)?.code).not.toBe('server.error');
  }
  expect(server.defects).toEqual([]);
  // Both must occur, or the mutations are too wild or too tame to test anything.
  expect(seen.results).toBeGreaterThan(ROUNDS / 20);
  expect(seen.faults).toBeGreaterThan(ROUNDS / 20);
});
