/** Calls that arrive at a given rate, whether or not those before them have been answered, as callers do. */
import { Agent, request } from 'node:http';

export interface Arrivals {
  readonly url: string;
  readonly perSecond: number;
  readonly nextBody: () => string;
}

export interface ArrivalTally {
  readonly offered: number;
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
}

export class OpenLoop {
  readonly #arrivals: Arrivals;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 3000 });
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #open = new Set<Promise<void>>();
  readonly #times: number[] = [];
  readonly #faults: Record<string, number> = {};
  #offered = 0;
  #refused = 0;
  #lost = 0;
  #slowest = 0;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
    this.#timer = setInterval(() => this.#arrive(), 5);
  }

  /** Ends the arrivals and waits for the answers. */
  async stop(): Promise<ArrivalTally> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
    this.#agent.destroy();
    this.#times.sort((a, b) => a - b);
    return {
      offered: this.#offered,
      ok: this.#times.length,
      refused: this.#refused,
      faults: this.#faults,
      lost: this.#lost,
      p99: this.#times[Math.floor(this.#times.length * 0.99)] ?? 0,
      slowest: this.#slowest,
    };
  }

  #arrive(): void {
    const due = Math.floor(((performance.now() - this.#startedAt) / 1000) * this.#arrivals.perSecond);
    for (; this.#offered < due; this.#offered++) {
      const call = this.#call().finally(() => this.#open.delete(call));
      this.#open.add(call);
    }
  }

  #call(): Promise<void> {
    const { url, nextBody } = this.#arrivals;
    const body = nextBody();
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const failed = (): void => {
        this.#lost += 1;
        resolve();
      };
      const headers = {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      };
      const outgoing = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', failed);
        response.on('end', () => {
          const took = performance.now() - startedAt;
          this.#slowest = Math.max(this.#slowest, took);
          if (response.statusCode === 200) this.#times.push(took);
          else if (response.statusCode === 503) this.#refused += 1;
          else {
            const code = /<code[^>]*>([^<]*)</.exec(text)?.[1] ?? String(response.statusCode);
            this.#faults[code] = (this.#faults[code] ?? 0) + 1;
          }
          resolve();
        });
      });
      outgoing.on('error', failed);
      outgoing.end(body);
    });
  }
}

/** Arrivals for so long. */
export async function arrivals(seconds: number, what: Arrivals): Promise<ArrivalTally> {
  const loop = new OpenLoop(what);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return loop.stop();
}
