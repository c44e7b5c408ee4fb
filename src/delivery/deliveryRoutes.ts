/**
 * One delivery worker for each sending route: its own connections, its own pace and its own pause when its relay is
 * down, so that no route holds up another. Mail that names a route nobody knows is moved to the default one.
 */
import { isDeepStrictEqual } from 'node:util';
import { outboxRoute } from '../core/sending/routeName';
import type { SendingRoute } from '../core/sending/sendingRoutes';
import type { Database } from '../db/database';
import { withRetry } from '../db/withRetry';
import type { DeliveryOptions } from './deliveryOptions';
import { DeliveryWorker } from './deliveryWorker';
import { NO_DOMAIN_LIMITS, type DomainLimitTable } from './domainLimiter';
import { dkimSigner, signing } from './dkim';
import { loggableError } from './loggableError';
import { WakeEvent } from '../concurrency/wakeEvent';
import { smtpTransport } from './smtpTransport';
import type { Transport } from './transport';

export interface DeliveryRoutesOptions extends Omit<
  DeliveryOptions,
  'transport' | 'route' | 'perMinute' | 'domainLimits'
> {
  /** The way out of the default route, unless a route of that name is recorded. */
  readonly defaultTransport: () => Transport;
  /** All recorded routes by name; null for one that cannot be read. */
  readonly routes: () => Promise<ReadonlyMap<string, SendingRoute | null>>;
  /** Limits of destination domains; none unless given. */
  readonly domainLimits?: () => Promise<DomainLimitTable>;
  /** How often routes and limits are read again. */
  readonly refreshSeconds?: number;
}

interface Plan {
  readonly version: string;
  readonly perMinute: number;
  readonly open: () => Transport;
}

interface Running {
  readonly version: string;
  readonly worker: DeliveryWorker;
  readonly transport: Transport;
}

/** Rows that one statement moves to the default route. */
const MOVED_AT_ONCE = 1000;

export class DeliveryRoutes {
  readonly #options: DeliveryRoutesOptions;
  /** By the name in the outbox. */
  readonly #running = new Map<string, Running>();
  /** Workers of routes that are gone, while they finish, with their ways out. */
  readonly #ending = new Map<Promise<void>, Transport>();
  readonly #unreadable = new Set<string>();
  readonly #stopping = new WakeEvent();
  #domainLimits = NO_DOMAIN_LIMITS;
  #isStopping = false;
  #loop: Promise<void> | null = null;
  #refreshing: Promise<void> | null = null;

  constructor(options: DeliveryRoutesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Says that a database has new mail. Cheap; may be called for every message. */
  wake(databaseId: number): void {
    for (const { worker } of this.#running.values()) worker.wake(databaseId);
  }

  /**
   * Finishes the mails on their way, gives everything else back and ends the connections.
   * @param within milliseconds after which mails on their way are cut; as long as the workers' unless given
   */
  async stop(within?: number): Promise<void> {
    this.#isStopping = true;
    this.#stopping.notify();
    await this.#loop;
    for (const route of [...this.#running.keys()]) this.#end(route);
    const cut = within === undefined ? undefined : setTimeout(() => this.#abortAll(), within);
    await Promise.all(this.#ending.keys());
    clearTimeout(cut);
  }

  #abortAll(): void {
    for (const transport of this.#ending.values()) transport.abort?.();
  }

  /** Resolves when no route has anything due or on its way. */
  async idle(): Promise<void> {
    await this.#refresh();
    await Promise.all([...this.#running.values()].map(({ worker }) => worker.idle()));
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.#refresh().catch((error: unknown) =>
        this.#options.log.warn('delivery: the sending routes cannot be read', loggableError(error)),
      );
      if (!this.#isStopping) await this.#stopping.wait((this.#options.refreshSeconds ?? 2) * 1000);
    }
  }

  #refresh(): Promise<void> {
    return (this.#refreshing ??= this.#refreshOnce().finally(() => (this.#refreshing = null)));
  }

  async #refreshOnce(): Promise<void> {
    const databases = await this.#options.databases();
    const named = await Promise.all(databases.map(({ database }) => this.#namedIn(database)));
    // Read after the outboxes, so that a route which was added before a mail that names it is known here.
    const routes = await this.#options.routes();
    const plans = this.#plans(routes);
    await this.#limitDomains();
    for (const [route, { version }] of this.#running)
      if (plans.get(route)?.version !== version) this.#end(route);
    for (const [route, plan] of plans)
      if (!this.#isStopping && !this.#running.has(route)) this.#begin(route, plan);
    for (const [i, { databaseId, database }] of databases.entries())
      for (const name of named[i]!) if (!routes.has(name)) await this.#toDefault(databaseId, database, name);
  }

  async #limitDomains(): Promise<void> {
    const table = (await this.#options.domainLimits?.()) ?? NO_DOMAIN_LIMITS;
    if (isDeepStrictEqual(table, this.#domainLimits)) return;
    this.#domainLimits = table;
    await Promise.all([...this.#running.values()].map(({ worker }) => worker.limitDomains(table)));
  }

  /** Names of routes that have mail in an outbox, without the default one. A database that is away has none. */
  async #namedIn(database: Database): Promise<string[]> {
    const rows = await database
      .rows<{ route: string }>("SELECT DISTINCT route FROM outbox WHERE route > ''")
      .catch(() => []);
    return rows.map(({ route }) => route);
  }

  #plans(routes: ReadonlyMap<string, SendingRoute | null>): Map<string, Plan> {
    const { defaultTransport: open } = this.#options;
    const plans = new Map<string, Plan>([['', { version: 'settings', perMinute: 0, open }]]);
    for (const [name, route] of routes) {
      if (route) {
        const { version, perMinute } = route;
        plans.set(outboxRoute(name), { version, perMinute, open: () => wayOut(route) });
        this.#unreadable.delete(name);
      } else {
        // Its mail waits: the owner wanted another way for it than the default one.
        plans.delete(outboxRoute(name));
        if (!this.#unreadable.has(name))
          this.#options.log.warn('delivery: a route was stored under another server secret', { route: name });
        this.#unreadable.add(name);
      }
    }
    return plans;
  }

  #begin(route: string, { version, perMinute, open }: Plan): void {
    let transport: Transport;
    try {
      transport = open();
    } catch (error) {
      this.#options.log.warn('delivery: a sending route cannot be used', { route, ...loggableError(error) });
      return;
    }
    const worker = new DeliveryWorker({
      ...this.#options,
      transport,
      route,
      perMinute,
      domainLimits: this.#domainLimits,
    });
    worker.start();
    this.#running.set(route, { version, worker, transport });
  }

  #end(route: string): void {
    const running = this.#running.get(route);
    if (!running) return;
    this.#running.delete(route);
    const ending = running.worker.stop().then(() => running.transport.close());
    this.#ending.set(ending, running.transport);
    void ending.finally(() => this.#ending.delete(ending));
  }

  async #toDefault(databaseId: number, database: Database, name: string): Promise<void> {
    let moved = 0;
    let affectedRows: number;
    do {
      ({ affectedRows } = await withRetry(database, (sql) =>
        sql.writeOf(`UPDATE outbox SET route = '' WHERE route = ? LIMIT ${MOVED_AT_ONCE}`, [name]),
      ));
      moved += affectedRows;
    } while (affectedRows === MOVED_AT_ONCE && !this.#isStopping);
    if (moved === 0) return;
    // Not the name: callers may write anything there, also what does not belong into a log.
    this.#options.log.warn('delivery: mail names an unknown sending route and goes by the default one', {
      database: databaseId,
      mails: moved,
    });
    this.#running.get('')?.worker.wake(databaseId);
  }
}

function wayOut({ url, connections, dkim }: SendingRoute): Transport {
  const transport = smtpTransport({ url, connections });
  return dkim ? signing(transport, dkimSigner(dkim)) : transport;
}
