/** The gateway's log: one JSON object a line, through winston, in batches so that a line costs no system call. */
import { Writable } from 'node:stream';
import winston from 'winston';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What the rooms of the house log with. Never addresses, keys, licences, sessions or contents. */
export interface Log {
  error(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  debug(event: string, details?: Readonly<Record<string, unknown>>): void;
  /** Writes out what is still in memory. */
  flush(): void;
}

/** Lines that may wait for the next write. */
const BATCH_BYTES = 64 * 1024;

/** Collects lines until the current turn of the event loop is over, then writes them at once. */
class Batch extends Writable {
  readonly #target: NodeJS.WritableStream;
  #lines = '';
  #scheduled = false;

  constructor(target: NodeJS.WritableStream) {
    super({ decodeStrings: false });
    this.#target = target;
  }

  override _write(line: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#lines += line.toString();
    if (this.#lines.length > BATCH_BYTES) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    done();
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#target.write(lines);
  }
}

const asLine = winston.format((info) => {
  const { level, message, ...details } = info;
  const line = { time: new Date().toISOString(), level, event: message, ...details };
  info[Symbol.for('message')] = JSON.stringify(line);
  return info;
});

export function createLogger(level: LogLevel, target: NodeJS.WritableStream = process.stdout): Log {
  const batch = new Batch(target);
  const logger = winston.createLogger({
    level,
    format: asLine(),
    transports: [new winston.transports.Stream({ stream: batch })],
  });
  const at =
    (name: LogLevel) =>
    (event: string, details: Readonly<Record<string, unknown>> = {}): void => {
      logger.log({ ...details, level: name, message: event });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    flush: () => batch.flush(),
  };
}
