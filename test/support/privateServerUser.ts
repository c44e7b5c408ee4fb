/**
 * A process that uses a private server until it is told to release it, or its parent is gone:
 * `privateServerUser.ts DIRECTORY BUFFER_POOL_MEGABYTES [throw-away]`. With `throw-away` it removes the directory then.
 */
import { rm } from 'node:fs/promises';
import { acquirePrivateServer } from '../../src/db/privateServer';

const [directory = '', bufferPoolMegabytes = '', throwAway] = process.argv.slice(2);

const tell = (message: object): void => {
  if (process.connected) process.send?.(message);
};

async function main(): Promise<void> {
  const server = await acquirePrivateServer({
    directory,
    log: (text) => tell({ log: text }),
    bufferPoolMegabytes: Number(bufferPoolMegabytes),
  });
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ending ??= (async () => {
      await server.release();
      if (throwAway) await rm(directory, { recursive: true, force: true });
      tell({ released: true });
      if (process.connected) process.disconnect();
    })());
  process.once('message', () => void end());
  process.once('disconnect', () => void end());
  tell({ joined: server.address.socketPath });
  if (!process.connected) await end();
}

// Ctrl-C in the terminal is for the parent.
process.on('SIGINT', () => tell({ interrupted: true }));

main().catch((error: unknown) => {
  tell({ failed: String(error) });
  if (process.connected) process.disconnect();
});
