/**
 * The README is true: its blocks run one after the other, as a reader would type them, in an empty folder beside a
 * gateway that `up` started there.
 */
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { COMMAND, NO_FILE, startCommand, type RunningCommand } from '../support/commandLine';
import { temporaryDirectory } from '../support/testServer';

interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its first line, in the README. */
  readonly line: number;
}

/** How a block of each language is run. */
const PROGRAMS: Readonly<Record<string, (file: string) => readonly [string, ...string[]]>> = {
  sh: (file) => ['bash', '-eu', '-o', 'pipefail', file],
  php: (file) => ['php', file],
  perl: (file) => ['perl', file],
  python: (file) => ['/usr/bin/python3', file],
};

/** Blocks that do not run here, by their beginning, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm run up ':
    'installs and builds this clone, and runs all tests; what up starts is started here by itself',
  'WhatCountsAPI api':
    'wants classes that Axis makes of the WSDL; test/compat/axis.test.ts makes and calls them',
  'npx soapstone sftp add-key':
    'wants a key of its reader and a gateway with SFTP_PORT; test/integration/sftp.test.ts has both',
  '# soapstone.conf': 'an example of a file, not of a command',
};

/** What a reader is promised to see, by the beginning of the block. */
const SEEN: Readonly<Record<string, readonly RegExp[]>> = {
  '$soap = new SoapClient': [/^0\n/, /CRM-17/, /\n0\n$/],
  'use SOAP::Lite': [/^0\n/, /ann@example\.org/],
  'npx soapstone call': [/true/, /CRM-17/],
  'import xmlrpc.client': [/^0\n/, /userSubscribeWithCustomDataByCustomerKey/],
  "echo 'correct horse": [/SUCCESS/, /CRM-17/],
  'mkdir order': [/\n0\s*$/],
  'npx soapstone realm create crm ': [/This realm uses Customer Key/, /Newsletter/],
  'cat > people.csv': [/Contacts created +3/, /Ann/, /3 contacts of the realm crm are in backup\.csv/],
  'mkdir templates': [/ann@example\.org/],
  'npx soapstone campaign launch': [/Newsletter/, /2 /],
  'npx soapstone campaign show crm': [/May/, /counted/],
  'npx soapstone abtest create': [/6001/],
  'npx soapstone realm create shop': [/shop-by-key/],
};

const README = join(__dirname, '../../README.md');
let folder: string;
let port: number;
let gateway: RunningCommand;
let blocks: readonly Block[];

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
    line: page.slice(0, match.index).split('\n').length + 1,
  }));
}

const beginningIn = (table: Readonly<Record<string, unknown>>, { text }: Block): string | undefined =>
  Object.keys(table).find((beginning) => text.startsWith(beginning));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return free;
}

beforeAll(async () => {
  blocks = blocksOf(await readFile(README, 'utf8'));
  folder = await temporaryDirectory('readme');
  port = await freePort();
  // `npx soapstone` from the sources, wherever it is called.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = soapstone ] || exit 64\nshift\nexec ${COMMAND.map((word) => `'${word}'`).join(' ')} "$@"\n`,
  );
  await chmod(join(bin, 'npx'), 0o755);
  gateway = startCommand(settings(), ['up', '--json']);
  await gateway.says(/^\{"endpoint".*\}$/m);
});

afterAll(async () => {
  gateway.process.kill('SIGINT');
  expect((await gateway.ended).code).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const settings = (): Record<string, string> => ({
  VAR_DIRECTORY: join(folder, 'var'),
  PORT: String(port),
  BIND_ADDRESS: '127.0.0.1',
  DRAIN_SECONDS: '0',
  SETTINGS_FILE: NO_FILE,
});

async function run({
  language,
  text,
  line,
}: Block): Promise<{ code: number | null; out: string; error: string }> {
  const file = join(folder, `block-${line}`);
  const here = text.replaceAll('localhost:8080', `localhost:${port}`);
  await writeFile(file, language === 'php' ? `<?php\n${here}` : here);
  const [program, ...args] = PROGRAMS[language]!(file);
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, ...settings() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (error += piece));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, out, error };
}

test('every block has a way to be run, or a reason not to be', () => {
  expect(blocks.length).toBeGreaterThan(15);
  const neither = blocks.filter((block) => !PROGRAMS[block.language] && !beginningIn(NOT_RUN, block));
  expect(neither).toEqual([]);
  for (const table of [NOT_RUN, SEEN])
    for (const beginning of Object.keys(table))
      expect(blocks.filter(({ text }) => text.startsWith(beginning))).toHaveLength(1);
});

test('the blocks run in their order', async () => {
  for (const block of blocks) {
    if (beginningIn(NOT_RUN, block) !== undefined) continue;
    const { code, out, error } = await run(block);
    // What was wrong stands in the message, with the line of the README.
    expect({ line: block.line, code, said: code === 0 ? '' : out + error }).toEqual({
      line: block.line,
      code: 0,
      said: '',
    });
    const expected = SEEN[beginningIn(SEEN, block) ?? ''] ?? [];
    for (const pattern of expected) expect(out).toMatch(pattern);
  }
}, 300_000);
