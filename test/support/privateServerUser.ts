/** A process that uses a private server until it is told to release it: `privateServerUser.ts DIRECTORY`. */
import { acquirePrivateServer } from '../../src/db/privateServer';

const tell = (message: object): void => void process.send?.(message);

async function main(directory: string): Promise<void> {
  const server = await acquirePrivateServer({
    directory,
    log: (text) => tell({ log: text }),
    bufferPoolMegabytes: 16,
  });
  tell({ joined: server.address.socketPath });
  process.once('message', () => {
    void server.release().then(() => {
      tell({ released: true });
      process.disconnect();
    });
  });
}

process.on('SIGINT', () => tell({ interrupted: true }));
void main(process.argv[2] ?? '').catch((error: unknown) => {
  tell({ failed: String(error) });
  process.disconnect();
});
