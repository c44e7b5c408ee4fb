/**
 * Sends one prepared request over keep-alive connections, as light as it can be, so that what is measured is the
 * server. Runs of `#` in the request are replaced by a number of as many digits.
 */
import { connect, type Socket } from 'node:net';
import { isWholeAnswer } from '../support/isWholeAnswer';
import { answerRequests } from './child';

export interface Load {
  readonly port: number;
  /** POST where it is left out. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
  /** Lines of the head; those of a SOAP call where they are left out. */
  readonly headers?: readonly string[];
  /** Text that every answer must hold. */
  readonly expected: string;
  readonly connections: number;
  readonly seconds: number;
  /** Calls after which to stop, whatever the time. */
  readonly calls?: number;
  /** The numbers are `first`, `first + 1`, and so on, starting again after `count` of them. */
  readonly numbers?: { readonly first: number; readonly count: number };
}

export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
}

/** Of `HTTP/1.1 200`; a SOAP answer is that or 500. */
const STATUS_AT = 9;
const OK = '2'.charCodeAt(0);

/** Of so many answers one is looked at in full; the others by their length and status. */
const LOOK_EVERY = 50;

class Caller {
  readonly #socket: Socket;
  readonly #load: Load;
  readonly #request: Buffer;
  /** Where the numbers go: offset and digits. */
  readonly #marks: readonly { readonly at: number; readonly digits: number }[];
  readonly #next: () => number | null;
  readonly #done: (error: Error | null) => void;
  #received: Buffer | null = null;
  /** Length of the last answer. */
  #length = 0;
  #answers = 0;

  constructor(load: Load, next: () => number | null, done: (error: Error | null) => void) {
    this.#load = load;
    this.#request = requestOf(load);
    this.#marks = [...this.#request.toString('latin1').matchAll(/#{2,}/g)].map((match) => ({
      at: match.index,
      digits: match[0].length,
    }));
    this.#next = next;
    this.#done = done;
    const onread = {
      buffer: Buffer.alloc(65_536),
      callback: (length: number, bytes: Uint8Array): boolean => {
        this.#take((bytes as Buffer).subarray(0, length));
        return true;
      },
    };
    this.#socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket.on('connect', () => this.#send());
    this.#socket.on('error', (error) => done(error));
    this.#socket.on('close', () => done(new Error('the server closed a connection')));
  }

  #send(): void {
    const number = this.#next();
    if (number === null) {
      this.#socket.removeAllListeners('close');
      this.#socket.end();
      return this.#done(null);
    }
    let request = this.#request;
    if (this.#marks.length > 0) {
      // A copy, since the socket may still hold the last one.
      request = Buffer.from(request);
      for (const { at, digits } of this.#marks)
        request.write(String(number).padStart(digits, '0'), at, 'latin1');
    }
    this.#socket.write(request);
  }

  #take(chunk: Buffer): void {
    if (this.#received === null && chunk.length === this.#length && ++this.#answers % LOOK_EVERY !== 0) {
      if (chunk[STATUS_AT] === OK) return this.#send();
    }
    const bytes = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    if (!isWholeAnswer(bytes)) {
      this.#received = Buffer.from(bytes);
      return;
    }
    this.#received = null;
    this.#length = bytes.length;
    if (bytes[STATUS_AT] !== OK || !bytes.includes(this.#load.expected)) {
      this.#socket.removeAllListeners('close');
      this.#socket.destroy();
      return this.#done(new Error(`unexpected answer on ${this.#load.path}: ${bytes.toString('utf8')}`));
    }
    this.#send();
  }
}

const SOAP_HEADERS = ['Content-Type: text/xml; charset=utf-8', 'SOAPAction: ""'];

function requestOf({ port, method = 'POST', path, body, headers = SOAP_HEADERS }: Load): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...headers,
    ...(method === 'GET' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

answerRequests<Load>(async (load): Promise<LoadResult> => {
  const { first = 0, count = Infinity } = load.numbers ?? {};
  const { calls = Infinity } = load;
  const startedAt = performance.now();
  const end = startedAt + load.seconds * 1000;
  let sent = 0;
  const next = (): number | null =>
    sent >= calls || performance.now() >= end ? null : first + (sent++ % count);
  await Promise.all(
    Array.from(
      { length: load.connections },
      () =>
        new Promise<void>((resolve, reject) => {
          new Caller(load, next, (error) => (error ? reject(error) : resolve()));
        }),
    ),
  );
  return { calls: sent, seconds: (performance.now() - startedAt) / 1000 };
});
