/**
 * Keeps the counts of campaigns, in the transaction that records the events: a count is never ahead of its events nor
 * behind them. Nothing is added to a shared row here, see `rollUpCounts`; why: docs/decisions/0017-reports.md.
 */
import { randomInt } from 'node:crypto';
import { insertRows, chunks } from '../../db/bulkRows';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { recordFirstReads, type FirstRead } from './campaignReaders';
import { clientIdOf, rememberClients, type MailClient } from './mailClients';

/** What `member` of a count is. */
export const FACETS = { time: 0, link: 1, client: 2 } as const;

/** Days of all time zones begin at a quarter of an hour. */
const QUARTER_MS = 15 * 60_000;
export const quarterOf = (date: Date): number => Math.floor(date.getTime() / QUARTER_MS);
export const startOfQuarter = (quarter: number): Date => new Date(quarter * QUARTER_MS);

export const OPEN = 10;
export const CLICK = 11;

/** An event as it was stored. */
export interface StoredEvent extends MailClient {
  readonly eventType: number;
  readonly occurredAt: Date;
  readonly contactId: number;
  readonly campaignId: number;
  readonly linkId: number;
}

/** Counts those of campaigns. */
export async function countEvents(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  events: readonly StoredEvent[],
): Promise<void> {
  const additions = new Additions();
  const clients = new Map<number, MailClient>();
  const reads: FirstRead[] = [];
  for (const event of events) {
    const { campaignId, eventType, linkId, contactId, occurredAt } = event;
    if (campaignId === 0) continue;
    additions.add(campaignId, FACETS.time, eventType, quarterOf(occurredAt), 1, 0);
    if (eventType !== OPEN && eventType !== CLICK) continue;
    const clientId = clientIdOf(event);
    clients.set(clientId, event);
    additions.add(campaignId, FACETS.client, eventType, clientId, 1, 0);
    if (linkId > 0) additions.add(campaignId, FACETS.link, eventType, linkId, 1, 0);
    if (contactId === 0) continue;
    const read = { campaignId, eventType, linkId: 0, contactId, firstAt: occurredAt, clientId };
    reads.push(read);
    if (linkId > 0) reads.push({ ...read, linkId });
  }
  if (additions.isEmpty) return;
  await rememberClients(sql, realm, clients);
  for (const { campaignId, eventType, linkId, firstAt } of await recordFirstReads(sql, realm, reads)) {
    if (linkId > 0) additions.add(campaignId, FACETS.link, eventType, linkId, 0, 1);
    else additions.add(campaignId, FACETS.time, eventType, quarterOf(firstAt), 0, 1);
  }
  await additions.insert(sql, realm);
}

/** Parts of counts that one writer adds, each once. */
export class Additions {
  readonly #byKey = new Map<
    string,
    { readonly key: readonly [number, number, number, number]; total: number; uniques: number }
  >();

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  add(
    campaignId: number,
    facet: number,
    eventType: number,
    member: number,
    total: number,
    uniques: number,
  ): void {
    const key = [campaignId, facet, eventType, member] as const;
    const name = key.join('/');
    const addition = this.#byKey.get(name);
    if (addition) {
      addition.total += total;
      addition.uniques += uniques;
    } else this.#byKey.set(name, { key, total, uniques });
  }

  async insert(sql: Sql, { realmId }: Pick<Realm, 'realmId'>): Promise<void> {
    const part = randomInt(1, MAX_PARTS);
    for (const some of chunks([...this.#byKey.values()]))
      await insertRows(
        sql,
        'campaign_counts',
        ['realm_id', 'campaign_id', 'facet', 'event_type', 'member', 'part', 'total', 'uniques'],
        some.map(({ key, total, uniques }) => [realmId, ...key, part, total, uniques]),
      );
  }
}

/** The most that `randomInt` gives: two writers with one number would also have to count for one campaign at one time. */
const MAX_PARTS = 2 ** 48 - 1;
