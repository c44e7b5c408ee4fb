/** A line of the log for each minute in which a route had mail: what became of it, in numbers. */
import type { DeliveryLog } from './deliveryOptions';
import type { Outcome } from './outcomes';

const MINUTE_MS = 60_000;

export class DeliverySummary {
  readonly #log: DeliveryLog;
  readonly #route: string;
  readonly #every: number;
  #counts: Partial<Record<Outcome['result'] | 'bounces', number>> = {};
  #timer: NodeJS.Timeout | null = null;

  /** @param route name of the route; the default one has none */
  constructor(log: DeliveryLog, route: string | undefined, every = MINUTE_MS) {
    this.#log = log;
    this.#route = route ? route : 'default';
    this.#every = every;
  }

  /** Counts the outcome of an attempt; a mail whose recipients were refused counts their bounces, too. */
  add({ result, bounces }: Outcome): void {
    this.#count(result, 1);
    if (bounces && bounces.length > 0) this.#count('bounces', bounces.length);
    // Only while there is mail, so that an idle gateway logs nothing.
    this.#timer ??= setTimeout(() => this.write(), this.#every).unref();
  }

  /** Writes what was counted since the last line, if anything. */
  write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (Object.keys(this.#counts).length === 0) return;
    const counts = this.#counts;
    this.#counts = {};
    this.#log.info('delivery: a minute', { route: this.#route, ...counts });
  }

  #count(what: Outcome['result'] | 'bounces', by: number): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + by;
  }
}
