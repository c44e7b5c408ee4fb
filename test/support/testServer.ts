/** The one private MariaDB of a test run, on a throw-away directory, with the durable settings of every other. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { acquirePrivateServer, type PrivateServer } from '../../src/db/privateServer';

/** Set for the test files: where the server listens. */
export const SOCKET_VARIABLE = 'SOAPSTONE_TEST_SOCKET';

const temporary = resolve(__dirname, '../../tmp');

let running: { readonly server: PrivateServer; readonly directory: string } | undefined;

/** A new empty directory under tmp/. The caller removes it. */
export async function temporaryDirectory(purpose: string): Promise<string> {
  await mkdir(temporary, { recursive: true });
  return mkdtemp(join(temporary, `${purpose}-`));
}

export async function startTestServer(): Promise<void> {
  const directory = await temporaryDirectory('test-server');
  const server = await acquirePrivateServer({ directory, log: () => undefined });
  running = { server, directory };
  process.env[SOCKET_VARIABLE] = server.address.socketPath;
}

export async function stopTestServer(): Promise<void> {
  if (!running) return;
  await running.server.release();
  await rm(running.directory, { recursive: true, force: true });
  running = undefined;
}
