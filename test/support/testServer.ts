/** The one private MariaDB of a test run, on a throw-away directory, with the durable settings of every other. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Set for the test files: where the server listens. */
export const SOCKET_VARIABLE = 'SOAPSTONE_TEST_SOCKET';

const temporary = resolve(__dirname, '../../tmp');

let keeper: ChildProcess | undefined;

/** A new empty directory under tmp/. The caller removes it. */
export async function temporaryDirectory(purpose: string): Promise<string> {
  await mkdir(temporary, { recursive: true });
  return mkdtemp(join(temporary, `${purpose}-`));
}

/**
 * Starts `privateServerUser.ts` with these arguments, in a process group of its own: it stops its server even where
 * this process is killed.
 */
export const startPrivateServerUser = (...args: string[]): ChildProcess =>
  fork(join(__dirname, 'privateServerUser.ts'), args, {
    execArgv: ['-r', join(__dirname, 'runTypeScript.js')],
    detached: true,
  });

export async function startTestServer(): Promise<void> {
  const child = startPrivateServerUser(await temporaryDirectory('test-server'), '256', 'throw-away');
  keeper = child;
  process.env[SOCKET_VARIABLE] = await new Promise<string>((joined, refused) => {
    child.on('message', (message: Readonly<Record<string, string>>) => {
      if (message.joined !== undefined) joined(message.joined);
      if (message.failed !== undefined) refused(new Error(message.failed));
    });
    child.once('exit', (code) => refused(new Error(`the test server's keeper ended with ${code}`)));
  });
}

export async function stopTestServer(): Promise<void> {
  if (!keeper || keeper.exitCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.disconnect();
  await ended;
}
