/**
 * Opens and clicks on their way to the database. They come one by one and are written in bulk, so that a reader never
 * waits for a transaction; a process that dies loses at most those of one interval. While a database is away they are
 * kept, up to a bound.
 */
import type { Database } from '../../db/database';
import { OutcomeUnknown, type Sql } from '../../db/sql';
import { survivorsOf } from '../identity/survivors';
import type { Realm } from '../realms/realm';
import { recordEvents, type ContactEvent } from './events';

export interface EventBufferOptions {
  /** The database of a realm. */
  databaseOf(databaseId: number): Promise<Pick<Database, 'transaction'>>;
  readonly flushMilliseconds: number;
  /** Events that are kept at most; those that come when it is full are counted and lost. */
  readonly capacity?: number;
  readonly log: { warn(event: string, details: Readonly<Record<string, unknown>>): void };
}

interface Waiting {
  readonly realm: Pick<Realm, 'realmId' | 'databaseId'>;
  readonly events: ContactEvent[];
}

/** Rows of one statement: with all columns full, well under any packet limit. */
const AT_ONCE = 500;

export class EventBuffer {
  readonly #options: EventBufferOptions;
  readonly #capacity: number;
  readonly #byRealm = new Map<number, Waiting>();
  #size = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: EventBufferOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? 100_000;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.flush(), this.#options.flushMilliseconds);
    this.#timer.unref();
  }

  add(realm: Pick<Realm, 'realmId' | 'databaseId'>, ...events: readonly ContactEvent[]): void {
    if (this.#size + events.length > this.#capacity) {
      this.#lost += events.length;
      return;
    }
    let waiting = this.#byRealm.get(realm.realmId);
    if (!waiting) this.#byRealm.set(realm.realmId, (waiting = { realm, events: [] }));
    waiting.events.push(...events);
    this.#size += events.length;
  }

  /** Writes what is there; what cannot be written stays. One flush at a time. Never throws. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushAll());
    return this.#flushing;
  }

  /** Writes what is there and stops. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    if (this.#size > 0) this.#options.log.warn('events lost: the database is away', { events: this.#size });
  }

  async #flushAll(): Promise<void> {
    if (this.#lost > 0) this.#options.log.warn('events lost: too many waited', { events: this.#lost });
    this.#lost = 0;
    for (const waiting of this.#byRealm.values()) {
      try {
        await this.#flushRealm(waiting);
      } catch (error) {
        const { code } = (error ?? {}) as { code?: string };
        this.#options.log.warn('events not written yet', { realm: waiting.realm.realmId, code });
      }
    }
  }

  async #flushRealm({ realm, events }: Waiting): Promise<void> {
    while (events.length > 0) {
      const database = await this.#options.databaseOf(realm.databaseId);
      const batch = events.slice(0, AT_ONCE);
      try {
        await database.transaction(
          async (sql) =>
            recordEvents(sql, realm, await ofSurvivors(sql, realm, await withLists(sql, realm, batch))),
          realm.realmId,
        );
      } catch (error) {
        // They may be there: written again, they would count twice.
        if (!(error instanceof OutcomeUnknown)) throw error;
        this.#options.log.warn('events written or lost, which is not known', { events: batch.length });
      }
      events.splice(0, batch.length);
      this.#size -= batch.length;
    }
    this.#byRealm.delete(realm.realmId);
  }
}

/** A click names its campaign alone; the list is the campaign's. */
async function withLists(
  sql: Sql,
  { realmId }: Pick<Realm, 'realmId'>,
  events: readonly ContactEvent[],
): Promise<ContactEvent[]> {
  const ids = [...new Set(events.map((event) => event.campaignId ?? 0))].filter((id) => id > 0);
  if (ids.length === 0) return [...events];
  const rows = await sql.rowsOf<{ campaign_id: number; list_id: number }>(
    `SELECT campaign_id, list_id FROM campaigns WHERE realm_id = ? AND campaign_id IN (${ids.map(() => '?').join(', ')})`,
    [realmId, ...ids],
  );
  const lists = new Map(rows.map((row) => [row.campaign_id, row.list_id]));
  return events.map((event) => ({
    ...event,
    listId: event.listId ?? lists.get(event.campaignId ?? 0) ?? 0,
  }));
}

/** Links of mails that went out before a merge name the contact that is gone. */
async function ofSurvivors(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  events: readonly ContactEvent[],
): Promise<readonly ContactEvent[]> {
  const ids = [...new Set(events.flatMap(({ contactId }) => contactId || []))];
  const survivors = await survivorsOf(sql, realm, ids);
  if (survivors.size === 0) return events;
  return events.map((event) => ({
    ...event,
    contactId: survivors.get(event.contactId ?? 0) ?? event.contactId ?? 0,
  }));
}
