/** Writes events: through the event buffer of the gateway, or as the bare rows in the same statements. */
import { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { EventBuffer } from '../../src/core/events/eventBuffer';
import { EVENT_TYPES, type ContactEvent } from '../../src/core/events/events';
import { answerRequests } from './child';

export type EventWriterRequest =
  | {
      readonly kind: 'open';
      readonly realm: DatabaseAddress;
      readonly realmId: number;
      readonly campaignId: number;
    }
  | { readonly kind: 'run'; readonly through: 'buffer' | 'rows'; readonly seconds: number };

/** Events that are flushed together: what a busy second brings. */
const AT_ONCE = 2000;
const ROWS = 500;
const CONTACTS = 1_000_000;
const AGENTS = [
  { browser: 'Firefox 128', operatingSystem: 'Linux', clientType: 'desktop' },
  { browser: 'Safari 17', operatingSystem: 'iOS 17', clientType: 'mobile' },
  { browser: 'Gmail', operatingSystem: '', clientType: 'proxy' },
];

let database: Database;
let realm: { realmId: number; databaseId: number };
let campaignId: number;
let count = 0;

/** Three opens to a click, by readers who come back now and then. */
function nextEvent(): ContactEvent {
  count += 1;
  return {
    type: count % 4 === 0 ? 'click' : 'open',
    occurredAt: new Date(),
    contactId: 1 + ((count * 7919) % CONTACTS),
    campaignId,
    listId: 5001,
    linkId: count % 4 === 0 ? 1 + (count % 10) : 0,
    address: '198.51.100.7',
    ...AGENTS[count % AGENTS.length],
  };
}

/** The rows of the events and nothing else. */
const insertRows = (events: readonly ContactEvent[]): Promise<unknown> =>
  database.writeOf(
    `INSERT INTO events (realm_id, event_type, occurred_at, contact_id, campaign_id, list_id, link_id, address, browser,
       operating_system, client_type, detail) VALUES ${events.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    events.flatMap((event) => [
      realm.realmId,
      EVENT_TYPES[event.type],
      event.occurredAt,
      event.contactId!,
      event.campaignId!,
      event.listId!,
      event.linkId!,
      event.address!,
      event.browser!,
      event.operatingSystem!,
      event.clientType!,
      '',
    ]),
  );

answerRequests<EventWriterRequest>(async (request) => {
  if (request.kind === 'open') {
    database = new Database(request.realm, 2);
    realm = { realmId: request.realmId, databaseId: 1 };
    campaignId = request.campaignId;
    return null;
  }
  const buffer = new EventBuffer({
    databaseOf: () => Promise.resolve(database),
    flushMilliseconds: 60_000,
    log: {
      warn: (event) => {
        throw new Error(event);
      },
    },
  });
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  let calls = 0;
  while (elapsed() < request.seconds) {
    const events = Array.from({ length: AT_ONCE }, nextEvent);
    if (request.through === 'buffer') {
      buffer.add(realm, ...events);
      await buffer.flush();
    } else {
      for (let at = 0; at < AT_ONCE; at += ROWS) await insertRows(events.slice(at, at + ROWS));
    }
    calls += AT_ONCE;
  }
  return { calls, seconds: elapsed() };
});
