/**
 * The HTTP server of the gateway, and how it ends: balancers are told first and callers served on meanwhile, every
 * call that was begun gets its answer, and no idle connection holds up the end.
 */
import {
  createServer,
  type RequestListener,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { Server as SocketServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { furtherListeners } from './furtherListeners';

export interface ServerLimits {
  /** Connections beyond are closed at once. */
  readonly maxConnections: number;
  /** For a request, from its first byte to its last. */
  readonly requestTimeoutMs: number;
  /** How many listen on the port, each of which takes one new connection in a turn of the event loop. */
  readonly listeners: number;
}

/** A header alone has less time than a request. */
const HEADERS_TIMEOUT_MS = 20_000;
const CONNECTION_CHECK_MS = 5000;
/** Longer than the idle time-out of common proxies, so that they never send into a connection that closes. */
const KEEP_ALIVE_MS = 75_000;
/** How long, at the end, a connection may be quiet: its caller may just be sending the next call. */
const QUIET_MS = 500;
const LOOK_EVERY_MS = 100;
const QUIET_TURNS = 50;
/**
 * Connections that wait to be accepted. More would wait too long, as nobody sees how old they are; those that the
 * kernel has no room for come back after a second.
 */
const BACKLOG = 1024;

export class GatewayServer {
  readonly #server: HttpServer;
  /** Every connection, and how many bytes had come over it when its last answer was done. */
  readonly #connections = new Map<Socket, number>();
  readonly #unanswered = new Set<ServerResponse>();
  readonly #limits: ServerLimits;
  /** All that listen on the port. */
  readonly #listeners: SocketServer[];
  #isDraining = false;
  #isClosing = false;

  constructor(handle: RequestListener, limits: ServerLimits) {
    const { maxConnections, requestTimeoutMs } = limits;
    this.#server = createServer({ connectionsCheckingInterval: CONNECTION_CHECK_MS }, (request, response) => {
      const { socket } = request;
      this.#unanswered.add(response);
      if (this.#isClosing) response.shouldKeepAlive = false;
      response.once('close', () => {
        this.#unanswered.delete(response);
        if (this.#connections.has(socket)) this.#connections.set(socket, socket.bytesRead);
      });
      handle(request, response);
    });
    this.#server.on('connection', (socket: Socket) => {
      if (this.#connections.size >= maxConnections) return socket.destroy();
      this.#connections.set(socket, 0);
      socket.once('close', () => this.#connections.delete(socket));
    });
    this.#listeners = [this.#server];
    this.#limits = limits;
    // Of its own; those of the further listeners are counted with them above.
    this.#server.maxConnections = maxConnections;
    this.#server.requestTimeout = requestTimeoutMs;
    this.#server.headersTimeout = Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs);
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** @throws if the address cannot be listened on */
  async listen(port: number, address: string): Promise<{ port: number }> {
    const { listeners } = this.#limits;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: address, backlog: BACKLOG }, resolve);
    });
    if (listeners > 1) this.#openFurther(listeners - 1);
    return { port: (this.#server.address() as AddressInfo).port };
  }

  /** True once it is about to end, so that nobody should be sent here any more. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Goes on serving for so long, so that those who ask whether it is ready stop sending callers. */
  async drain(milliseconds: number): Promise<void> {
    this.#isDraining = true;
    if (milliseconds > 0 && this.#server.listening) await sleep(milliseconds);
  }

  /**
   * Takes no more connections; every answer from now on is the last one on its connection. Resolves when all are
   * closed.
   * @param patienceMs after which calls that are still under way are cut
   */
  async close(patienceMs: number): Promise<void> {
    this.#isDraining = true;
    if (!this.#server.listening) return;
    await quietMoment();
    this.#isClosing = true;
    const closed = Promise.all(this.#listeners.map(closeListener));
    for (const response of this.#unanswered) response.shouldKeepAlive = false;
    const quietFrom = performance.now() + QUIET_MS;
    const look = setInterval(() => {
      if (performance.now() >= quietFrom) this.#endIdle();
    }, LOOK_EVERY_MS);
    const cut = setTimeout(() => this.#server.closeAllConnections(), patienceMs);
    await closed;
    clearInterval(look);
    clearTimeout(cut);
  }

  #openFurther(count: number): void {
    furtherListeners(this.#server, count, BACKLOG, {
      listening: (listener) => {
        if (this.#isClosing) listener.close();
        else this.#listeners.push(listener);
      },
      connection: (socket) => {
        if (this.#connections.size >= this.#limits.maxConnections) socket.destroy();
        else this.#server.emit('connection', socket);
      },
    });
  }

  #endIdle(): void {
    const busy = new Set([...this.#unanswered].map(({ socket }) => socket));
    for (const [socket, bytes] of this.#connections)
      if (!busy.has(socket) && socket.bytesRead === bytes) socket.destroy();
  }
}

/** Resolves when its last connection is closed. */
const closeListener = (listener: SocketServer): Promise<void> =>
  new Promise((resolve) => {
    // Not `close` of the HTTP server: that would cut connections on which a call may just be arriving.
    SocketServer.prototype.close.call(listener, () => resolve());
  });

/**
 * Resolves when hardly any connection can be open that was not accepted yet: the system ends those when the server
 * stops listening. They are accepted between two turns of the event loop, so a short turn leaves next to none.
 */
async function quietMoment(): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    const before = performance.now();
    await turn();
    if (performance.now() - before < 1) return;
  }
}
