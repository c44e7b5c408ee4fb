/** Connections that come faster than turns of the event loop are accepted many at a time, as far as there are places. */
import { connect, type Socket } from 'node:net';
import { GatewayServer } from '../../src/facades/web/gatewayServer';

const LISTENERS = 16;
let server: GatewayServer;
let port: number;
/** New connections of each turn of the event loop that brought any. */
const turns: number[] = [];
const sockets: Socket[] = [];

/** Connects so many at once, and waits until each has its answer or is closed. */
async function crowd(size: number): Promise<string[]> {
  turns.length = 0;
  return Promise.all(
    Array.from(
      { length: size },
      () =>
        new Promise<string>((resolve) => {
          const socket = connect(port, '127.0.0.1');
          sockets.push(socket);
          socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
          socket.once('data', (bytes) => resolve(bytes.toString('latin1', 9, 12)));
          socket.on('error', () => resolve('closed'));
          socket.on('close', () => resolve('closed'));
        }),
    ),
  );
}
const closeAll = async (): Promise<void> => {
  await Promise.all(
    sockets
      .splice(0)
      .filter(({ closed }) => !closed)
      .map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()).destroy())),
  );
};

beforeAll(async () => {
  const seen = new Set<Socket>();
  let ofThisTurn = 0;
  server = new GatewayServer(
    (request, response) => {
      if (!seen.has(request.socket)) {
        seen.add(request.socket);
        if (ofThisTurn++ === 0) setImmediate(() => (turns.push(ofThisTurn), (ofThisTurn = 0)));
      }
      response.end('x');
    },
    { maxConnections: 100, requestTimeoutMs: 60_000, listeners: LISTENERS },
  );
  ({ port } = await server.listen(0, '127.0.0.1'));
});
afterAll(async () => {
  await closeAll();
  // Ends only when all of them are closed.
  await server.close(10_000);
  await expect(crowd(1)).resolves.toEqual(['closed']);
});

it('takes more than one in a turn, refuses those beyond the limit, and closes with all of its listeners', async () => {
  // The further listeners are opened while it serves already.
  for (;;) {
    expect(await crowd(64)).toEqual(Array(64).fill('200'));
    await closeAll();
    if (Math.max(...turns) === LISTENERS) break;
  }
  expect(turns.length).toBeLessThanOrEqual(64 / 4);
  const answers = await crowd(120);
  expect(answers.filter((each) => each === '200')).toHaveLength(100);
  expect(answers.filter((each) => each === 'closed')).toHaveLength(20);
});
