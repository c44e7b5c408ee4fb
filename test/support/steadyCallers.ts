/** Callers who make one call after the other, as fast as they are answered, until nobody listens any more. */
import { Agent, request } from 'node:http';

export interface SteadyCallersOptions {
  readonly url: string;
  readonly callers: number;
  /** One connection for each caller; a new one for each call otherwise. */
  readonly keepAlive: boolean;
  /** The body of the next call. */
  readonly nextBody: () => string;
}

export interface CallTally {
  /** Calls that were answered, by HTTP status. */
  readonly answered: ReadonlyMap<number, number>;
  /** Answers that said that the connection closes. */
  readonly closing: number;
  /** Calls that were sent and not answered, and how each ended. */
  readonly lost: readonly string[];
  /** On the clock of `performance.now()`. */
  readonly lastAnswerAt: number;
}

type End = 'answered' | 'refused' | 'lost';

export class SteadyCallers {
  readonly #options: SteadyCallersOptions;
  readonly #agent: Agent;
  readonly #answered = new Map<number, number>();
  readonly #lost: string[] = [];
  #closing = 0;
  #lastAnswerAt = 0;
  #isStopping = false;
  /** Resolves when every caller found nobody listening, or was stopped. */
  readonly ended: Promise<CallTally>;

  constructor(options: SteadyCallersOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: options.keepAlive, maxSockets: options.callers });
    this.ended = Promise.all(Array.from({ length: options.callers }, () => this.#goOn())).then(() => {
      this.#agent.destroy();
      return this.tally;
    });
  }

  get tally(): CallTally {
    return {
      answered: this.#answered,
      closing: this.#closing,
      lost: this.#lost,
      lastAnswerAt: this.#lastAnswerAt,
    };
  }

  stop(): Promise<CallTally> {
    this.#isStopping = true;
    return this.ended;
  }

  async #goOn(): Promise<void> {
    while (!this.#isStopping) if ((await this.#call()) === 'refused') return;
  }

  #call(): Promise<End> {
    const body = this.#options.nextBody();
    return new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        if (error.code === 'ECONNREFUSED') return resolve('refused');
        this.#lost.push(error.code ?? error.message);
        resolve('lost');
      };
      const outgoing = request(
        this.#options.url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          response.on('error', failed);
          response.on('end', () => {
            const status = response.statusCode!;
            this.#answered.set(status, (this.#answered.get(status) ?? 0) + 1);
            if (response.headers.connection === 'close') this.#closing += 1;
            this.#lastAnswerAt = performance.now();
            resolve('answered');
          });
          response.resume();
        },
      );
      outgoing.on('error', failed);
      outgoing.end(body);
    });
  }
}
