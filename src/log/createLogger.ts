/** The gateway's log: one JSON object a line, through winston, in batches so that a line costs no system call. */
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

/** Where winston looks for the level and the finished line of an entry. */
const LEVEL = Symbol.for('level');
const LINE = Symbol.for('message');

interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly [LEVEL]: LogLevel;
  readonly [LINE]: string;
}

/** Collects lines for a moment and writes them at once; trouble is written without delay, with all that led to it. */
class Batch extends winston.transports.Stream {
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
  const batch = new Batch(target);
  const logger = winston.createLogger({
    level,
    // Lines arrive finished: winston's own formatting costs several times as much as writing one.
    format: winston.format((entry) => entry)(),
    transports: [batch],
  });
  const at =
    (name: LogLevel) =>
    (event: string, details: object = {}): void => {
      if (!logger.isLevelEnabled(name)) return;
      const line = JSON.stringify({ time: new Date().toISOString(), level: name, event, ...details });
      logger.write({ level: name, message: event, [LEVEL]: name, [LINE]: line } satisfies Entry);
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    flush: () => batch.flush(),
  };
}
