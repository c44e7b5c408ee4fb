/**
 * Calls that arrive at a given rate, whether or not those before them have been answered, as callers do. What is
 * measured is what a caller sees, from the first byte sent to the last one read, and must not be this program's own
 * doing: it is as light as can be, and calls that it could not send when they were due are left out and counted,
 * instead of waiting in here.
 */
import { connect, type Socket } from 'node:net';
import { isWholeAnswer } from '../support/isWholeAnswer';

export interface Arrivals {
  readonly url: string;
  readonly perSecond: number;
  readonly nextBody: () => string;
}

export interface ArrivalTally {
  /** Calls that were sent. */
  readonly offered: number;
  /** Calls that were due and could not be sent: no connection was free, or this program was late. */
  readonly leftOut: number;
  readonly ok: number;
  /** Told to come back: HTTP 503. */
  readonly refused: number;
  /** Faults of any other kind, by code. */
  readonly faults: Readonly<Record<string, number>>;
  /** Not answered at all. */
  readonly lost: number;
  /** Of those that were answered with success, in milliseconds. */
  readonly p99: number;
  /** Of all answers. */
  readonly slowest: number;
  /** The longest that this program itself was late, in milliseconds: by so much the times may be too long. */
  readonly lateness: number;
}

const TICK_MS = 2;
/** Calls that are due longer than this are left out. */
const LATE_MS = 50;
/** Fewer than the gateway accepts. */
const MOST_CONNECTIONS = 3000;

export class OpenLoop {
  readonly #arrivals: Arrivals;
  readonly #target: { readonly host: string; readonly port: number; readonly noDelay: true };
  readonly #head: string;
  readonly #timer: NodeJS.Timeout;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #times: number[] = [];
  readonly #faults: Record<string, number> = {};
  #startedAt = performance.now();
  #lastTick = this.#startedAt;
  #due = 0;
  #offered = 0;
  #leftOut = 0;
  #refused = 0;
  #lost = 0;
  #slowest = 0;
  #lateness = 0;
  #underWay = 0;
  #whenAllAnswered: (() => void) | null = null;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
    const { hostname, port, pathname } = new URL(arrivals.url);
    this.#target = { host: hostname, port: Number(port), noDelay: true };
    this.#head = `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: `;
    this.#timer = setInterval(() => this.#arrive(), TICK_MS);
  }

  /** Ends the arrivals and waits for the answers. */
  async stop(): Promise<ArrivalTally> {
    clearInterval(this.#timer);
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenAllAnswered = resolve));
    for (const connection of this.#all) connection.close();
    this.#times.sort((a, b) => a - b);
    return {
      offered: this.#offered,
      leftOut: this.#leftOut,
      ok: this.#times.length,
      refused: this.#refused,
      faults: this.#faults,
      lost: this.#lost,
      p99: this.#times[Math.floor(this.#times.length * 0.99)] ?? 0,
      slowest: this.#slowest,
      lateness: this.#lateness,
    };
  }

  #arrive(): void {
    const { perSecond } = this.#arrivals;
    const now = performance.now();
    this.#lateness = Math.max(this.#lateness, now - this.#lastTick - TICK_MS);
    this.#lastTick = now;
    const due = Math.floor(((now - this.#startedAt) / 1000) * perSecond);
    const tooLate = Math.max(0, due - this.#due - Math.ceil((perSecond * LATE_MS) / 1000));
    this.#leftOut += tooLate;
    for (this.#due += tooLate; this.#due < due; this.#due++) this.#send();
  }

  #send(): void {
    // The one that was used last: as many connections stay in use as are needed.
    let connection = this.#idle.pop();
    if (!connection) {
      if (this.#all.size >= MOST_CONNECTIONS) {
        this.#leftOut += 1;
        return;
      }
      connection = new Connection(connect(this.#target), {
        answered: (of, bytes, took) => this.#answered(of, bytes, took),
        closed: (of, wasWaiting) => this.#closed(of, wasWaiting),
      });
      this.#all.add(connection);
    }
    this.#offered += 1;
    this.#underWay += 1;
    const body = this.#arrivals.nextBody();
    connection.send(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #answered(connection: Connection, bytes: Buffer, took: number): void {
    this.#idle.push(connection);
    this.#slowest = Math.max(this.#slowest, took);
    const status = bytes.toString('latin1', 9, 12);
    if (status === '200') this.#times.push(took);
    else if (status === '503') this.#refused += 1;
    else {
      const code = /<code[^>]*>([^<]*)</.exec(bytes.toString('utf8'))?.[1] ?? status;
      this.#faults[code] = (this.#faults[code] ?? 0) + 1;
    }
    this.#isOver();
  }

  #closed(connection: Connection, wasWaiting: boolean): void {
    this.#all.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place !== -1) this.#idle.splice(place, 1);
    if (!wasWaiting) return;
    this.#lost += 1;
    this.#isOver();
  }

  #isOver(): void {
    if (--this.#underWay === 0) this.#whenAllAnswered?.();
  }
}

interface Listener {
  answered(connection: Connection, bytes: Buffer, took: number): void;
  closed(connection: Connection, wasWaiting: boolean): void;
}

/** One caller's connection, with one call at a time. */
class Connection {
  readonly #socket: Socket;
  #received: Buffer | null = null;
  #sentAt: number | null = null;

  constructor(socket: Socket, listener: Listener) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      const bytes = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
      if (this.#sentAt === null) return;
      if (!isWholeAnswer(bytes)) {
        this.#received = bytes;
        return;
      }
      const took = performance.now() - this.#sentAt;
      this.#sentAt = this.#received = null;
      listener.answered(this, bytes, took);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => listener.closed(this, this.#sentAt !== null));
  }

  send(request: string): void {
    this.#sentAt = performance.now();
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Arrivals for so long. */
export async function arrivals(seconds: number, what: Arrivals): Promise<ArrivalTally> {
  const loop = new OpenLoop(what);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return loop.stop();
}
