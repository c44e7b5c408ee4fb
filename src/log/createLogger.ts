/** The gateway's log: one JSON object a line, by winston, in batches so that a line costs no system call. */
import winston from 'winston';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What the rooms of the house log with. Never addresses, keys, licences, sessions or contents. */
export interface Log {
  error(event: string, details?: object): void;
  warn(event: string, details?: object): void;
  info(event: string, details?: object): void;
  debug(event: string, details?: object): void;
  /** Writes out what is still in memory. */
  flush(): void;
}

/** Lines that may wait for the next write, and for how long. */
const BATCH_CHARACTERS = 64 * 1024;
const BATCH_MILLISECONDS = 20;

/** Where winston's transports look for the finished line of an entry. */
const LINE = Symbol.for('message');

interface Entry extends winston.Logform.TransformableInfo {
  readonly level: LogLevel;
  /** The event. */
  readonly message: string;
  readonly details: object;
  [LINE]?: string;
}

/** Winston's own `json` copies each entry with care for cycles, which costs half as much again. */
const oneLine = winston.format((info) => {
  const entry = info as Entry;
  const { level, message: event, details } = entry;
  entry[LINE] = JSON.stringify({ time: new Date().toISOString(), level, event, ...details });
  return entry;
});

/** Winston's transport to a stream, which collects lines for a moment and writes them at once; trouble is written without delay, with all that led to it. */
class BatchTransport extends winston.transports.Stream {
  readonly #target: NodeJS.WritableStream;
  #lines = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(target: NodeJS.WritableStream) {
    super({ stream: target });
    this.#target = target;
  }

  override log(entry: Entry, done: () => void): void {
    this.#lines += `${entry[LINE]}\n`;
    if (this.#lines.length > BATCH_CHARACTERS || entry.level === 'error' || entry.level === 'warn')
      this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MILLISECONDS);
    done();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#target.write(lines);
  }
}

export function createLogger(level: LogLevel, target: NodeJS.WritableStream = process.stdout): Log {
  const batch = new BatchTransport(target);
  const logger = winston.createLogger({ level, format: oneLine(), transports: [batch] });
  const at =
    (name: LogLevel) =>
    (event: string, details: object = {}): void => {
      // Winston would make the line first and leave it out then.
      if (logger.isLevelEnabled(name)) logger.log({ level: name, message: event, details });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    flush: () => batch.flush(),
  };
}
