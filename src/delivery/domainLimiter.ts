/**
 * Bounds what goes to one destination domain, without holding up mail to others: a message over a bound is not kept
 * here, but told when its turn will come. Until then it lies in the outbox. Turns are given in the order in which they
 * are asked for, each for a time of its own, so that a message is looked at about twice however long the line is.
 */
import type { DomainLimit } from '../core/sending/domainLimits';
import { domainOf } from '../core/sending/domainName';
import { Pacer } from './pacer';

/** All limits that hold. */
export interface DomainLimitTable {
  /** Of every domain that has none of its own. */
  readonly others: DomainLimit;
  readonly byDomain: ReadonlyMap<string, DomainLimit>;
}

export const NO_DOMAIN_LIMITS: DomainLimitTable = {
  others: { connections: 0, perMinute: 0 },
  byDomain: new Map(),
};

/** A message's leave to be sent. */
export interface DomainPermit {
  /** Each of its domains has a connection free. */
  readonly canBegin: boolean;
  /** Takes a connection at each of its domains. @returns false if one has none free, with nothing taken */
  begin(): boolean;
  /** Gives everything back; called once, whether it was begun or not. */
  end(): void;
}

/** Messages that are kept ready for each connection that a domain may have. */
const AHEAD = 5;
/** How late those that come back for their turns may be noticed. */
const LATE_MS = 300;
/** What a mail is thought to take before one was sent, in milliseconds. */
const FIRST_GUESS_MS = 50;
/** Domains that are remembered; beyond, those without anything under way are forgotten. */
const REMEMBERED = 10_000;

export class DomainLimiter {
  #table: DomainLimitTable;
  readonly #domains = new Map<string, Destination>();

  constructor(table: DomainLimitTable = NO_DOMAIN_LIMITS) {
    this.#table = table;
  }

  /** Takes other limits from now on. What has its turn keeps it. */
  limit(table: DomainLimitTable): void {
    this.#table = table;
    for (const [name, destination] of this.#domains) destination.limit(this.#limitOf(name));
  }

  /**
   * @param isBack the message waited for its turn before
   * @returns its turn, or how many milliseconds it has to wait for it
   */
  admit(addresses: readonly string[], isBack: boolean, now = performance.now()): DomainPermit | number {
    const names = this.#isUnlimited ? [] : [...new Set(addresses.map(domainOf))];
    const destinations = names.flatMap((name) => this.#destination(name, now) ?? []);
    let latest: Destination | undefined;
    let wait = 0;
    for (const destination of destinations) {
      const own = destination.wait(isBack, now);
      if (own > wait) [latest, wait] = [destination, own];
    }
    if (latest) return latest.reserve(wait, isBack, now);
    for (const destination of destinations) destination.take(now);
    return destinations.length > 0 ? permitFor(destinations) : FREE;
  }

  get #isUnlimited(): boolean {
    const { others, byDomain } = this.#table;
    return byDomain.size === 0 && others.connections === 0 && others.perMinute === 0;
  }

  #limitOf(name: string): DomainLimit {
    return this.#table.byDomain.get(name) ?? this.#table.others;
  }

  /** @returns null if the domain has no limits */
  #destination(name: string, now: number): Destination | null {
    const known = this.#domains.get(name);
    if (known) return known;
    const limit = this.#limitOf(name);
    if (limit.connections === 0 && limit.perMinute === 0) return null;
    if (this.#domains.size >= REMEMBERED)
      for (const [other, destination] of this.#domains)
        if (destination.isIdle(now)) this.#domains.delete(other);
    const destination = new Destination(limit);
    this.#domains.set(name, destination);
    return destination;
  }
}

const FREE: DomainPermit = { canBegin: true, begin: () => true, end: () => undefined };

function permitFor(destinations: readonly Destination[]): DomainPermit {
  let begunAt: number | null = null;
  return {
    get canBegin() {
      return destinations.every((destination) => destination.hasFree);
    },
    begin() {
      if (!this.canBegin) return false;
      for (const destination of destinations) destination.begin();
      begunAt = performance.now();
      return true;
    },
    end() {
      const took = begunAt === null ? null : performance.now() - begunAt;
      for (const destination of destinations) destination.end(took);
    },
  };
}

/** One domain: what is under way there, and until when the line of those who wait reaches. */
class Destination {
  #connections = 0;
  #pace = new Pacer(0);
  #sending = 0;
  /** Turns that are given and not ended. */
  #given = 0;
  /** What a mail takes, on average. */
  #average = FIRST_GUESS_MS;
  #lineEnds = 0;
  /** Until when somebody waits at the head of the line. */
  #headUntil = 0;

  constructor(limit: DomainLimit) {
    this.limit(limit);
  }

  limit({ connections, perMinute }: DomainLimit): void {
    this.#connections = connections;
    this.#pace = new Pacer(perMinute, LATE_MS);
    this.#lineEnds = 0;
    this.#headUntil = 0;
  }

  get hasFree(): boolean {
    return this.#connections === 0 || this.#sending < this.#connections;
  }

  isIdle(now: number): boolean {
    return this.#given === 0 && this.#lineEnds <= now && this.#pace.wait(now) === 0;
  }

  /** Milliseconds until a mail that asks now may go; those that waited before go before those that are new. */
  wait(isBack: boolean, now: number): number {
    const line = isBack ? 0 : this.#lineEnds - now;
    const isFull = this.#connections > 0 && this.#given >= this.#connections * AHEAD;
    return Math.max(line, isFull ? this.#average / this.#connections : 0, this.#pace.wait(now));
  }

  /** @returns milliseconds until the turn that was given */
  reserve(wait: number, isBack: boolean, now: number): number {
    const perMail = this.#connections > 0 ? this.#average / this.#connections : 0;
    const interval = Math.max(this.#pace.interval, perMail);
    // One that came a moment too early does not go to the end again.
    if (isBack && now >= this.#headUntil) {
      this.#headUntil = now + wait + interval;
      return Math.ceil(wait);
    }
    const at = Math.max(this.#lineEnds, now + wait);
    this.#lineEnds = at + interval;
    return Math.ceil(at - now);
  }

  take(now: number): void {
    this.#given += 1;
    this.#pace.take(now);
  }

  begin(): void {
    this.#sending += 1;
  }

  /** @param took milliseconds; null if nothing was sent */
  end(took: number | null): void {
    this.#given -= 1;
    if (took === null) return;
    this.#sending -= 1;
    this.#average += (took - this.#average) / 10;
  }
}
