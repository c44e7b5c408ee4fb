/** The counts of campaigns against the events that they count: with many writers at once, with failures, and again. */
import { randomInt } from 'node:crypto';
import { campaignTotals, countsOf } from '../../src/core/events/campaignCounts';
import { recordFirstReads } from '../../src/core/events/campaignReaders';
import type { FACETS } from '../../src/core/events/countEvents';
import { recordEvents, type ContactEvent } from '../../src/core/events/events';
import { rollUpCounts } from '../../src/core/events/rollUpCounts';
import { recountCampaign } from '../../src/core/events/recountCampaign';
import { isTransient, type Sql } from '../../src/db/sql';
import type { Database } from '../../src/db/database';
import { testDatabase, type TestDatabase } from '../support/testDatabase';
import { testRealm as realm } from '../support/testRealm';

const CAMPAIGNS = [20001, 20002, 20003];

let databases: TestDatabase;
let database: Database;
beforeAll(async () => {
  databases = testDatabase();
  ({ database } = await databases.realm('email_first_name'));
  for (const id of CAMPAIGNS)
    await database.write(
      `INSERT INTO campaigns (realm_id, campaign_id, subject, status, created_at) VALUES (7, ?, '', 'done', UTC_TIMESTAMP(3))`,
      [id],
    );
});
afterAll(() => databases.close());

const START = Date.UTC(2026, 2, 29, 0, 10);
const pick = <T>(values: readonly T[]): T => values[randomInt(values.length)]!;

function randomEvent(): ContactEvent {
  const type = pick(['sent', 'open', 'open', 'click', 'click', 'hardBounce', 'globalUnsubscribe'] as const);
  return {
    type,
    occurredAt: new Date(START + randomInt(4 * 3_600_000)),
    contactId: randomInt(60),
    campaignId: pick([0, ...CAMPAIGNS]),
    ...(type === 'click' ? { linkId: randomInt(1, 4) } : {}),
    ...(type === 'open' || type === 'click'
      ? { browser: pick(['Firefox 128', 'Müsli 1', '']), clientType: pick(['desktop', 'mobile', '']) }
      : {}),
  };
}

/** As every writer of the gateway does it: all or nothing, and again where the database asks for it. */
async function transaction(work: (sql: Sql) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

/** What the events say, counted here, in the form of `countsOf`. */
async function countedByHand(campaignId: number): Promise<Record<keyof typeof FACETS, string[]>> {
  const rows = await database.rows<{
    event_type: number;
    at: number;
    contact_id: number;
    link_id: number;
    client: string;
  }>(
    `SELECT event_type, TIMESTAMPDIFF(MINUTE, '1970-01-01', occurred_at) AS at, contact_id, link_id,
            CONCAT(browser, '/', operating_system, '/', client_type) AS client
       FROM events WHERE realm_id = 7 AND campaign_id = ? ORDER BY event_id`,
    [campaignId],
  );
  const clients = new Map(
    (
      await database.rows<{ client_id: number; client: string }>(
        "SELECT client_id, CONCAT(browser, '/', operating_system, '/', client_type) AS client FROM mail_clients",
      )
    ).map((row) => [row.client, row.client_id]),
  );
  const facets = { time: new Map<string, number[]>(), link: new Map(), client: new Map() } as Record<
    keyof typeof FACETS,
    Map<string, number[]>
  >;
  const seen = new Set<string>();
  const count = (facet: keyof typeof FACETS, type: number, member: number, who: string | null): void => {
    const sum = facets[facet].get(`${type}/${member}`) ?? [0, 0];
    sum[0]! += 1;
    if (who !== null && !seen.has(who)) sum[1]! += 1;
    if (who !== null) seen.add(who);
    facets[facet].set(`${type}/${member}`, sum);
  };
  for (const { event_type: type, at, contact_id: contact, link_id: link, client } of rows) {
    const isRead = type === 10 || type === 11;
    count('time', type, Math.floor(at / 15), isRead && contact > 0 ? `${type}/${contact}` : null);
    if (isRead) count('client', type, clients.get(client)!, null);
    if (type === 11) count('link', type, link, contact > 0 ? `link ${link}/${contact}` : null);
  }
  return Object.fromEntries(
    Object.entries(facets).map(([facet, sums]) => [
      facet,
      [...sums].map(([key, sum]) => `${key}: ${sum.join(' ')}`).sort(),
    ]),
  ) as Record<keyof typeof FACETS, string[]>;
}

async function kept(campaignId: number): Promise<Record<keyof typeof FACETS, string[]>> {
  const facets = ['time', 'link', 'client'] as const;
  const entries = await Promise.all(
    facets.map(async (facet) => [
      facet,
      (await countsOf(database, realm, [campaignId], facet))
        .map(({ eventType, member, total, uniques }) => `${eventType}/${member}: ${total} ${uniques}`)
        .sort(),
    ]),
  );
  return Object.fromEntries(entries) as Record<keyof typeof FACETS, string[]>;
}

/** Writers that commit in another order than they began can make another event the first one of a contact. */
const withoutQuarters = ({ time, ...others }: Record<keyof typeof FACETS, string[]>) => {
  const sums = new Map<string, [number, number]>();
  for (const line of time) {
    const [, type, total, uniques] = /^(\d+)\/\d+: (\d+) (\d+)$/.exec(line)!;
    const sum = sums.get(type!) ?? [0, 0];
    sums.set(type!, [sum[0] + Number(total), sum[1] + Number(uniques)]);
  }
  return { ...others, time: [...sums].sort() };
};

test('many writers, some of which fail, with folding and recounting all the while', async () => {
  let isWriting = true;
  const background = (async () => {
    while (isWriting) {
      await Promise.all([rollUpCounts(database), rollUpCounts(database)]).catch((error: unknown) => {
        if (!isTransient(error)) throw error;
      });
      for (const id of CAMPAIGNS)
        await transaction(async (sql) => void (await recountCampaign(sql, realm, id)));
    }
  })();
  const refused = new Error('refused');
  await Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      for (let round = 0; round < 25; round++) {
        const events = Array.from({ length: randomInt(1, 40) }, randomEvent);
        const isLost = (round + writer) % 5 === 0;
        await transaction(async (sql) => {
          await recordEvents(sql, realm, events.slice(0, 10));
          await recordEvents(sql, realm, events.slice(10));
          if (isLost) throw refused;
        }).catch((error: unknown) => {
          if (error !== refused) throw error;
        });
      }
    }),
  );
  isWriting = false;
  await background;
  for (const id of CAMPAIGNS) {
    const byHand = await countedByHand(id);
    expect(byHand.link.length).toBe(3);
    expect(withoutQuarters(await kept(id))).toEqual(withoutQuarters(byHand));
  }
  await rollUpCounts(database);
  expect(await database.rows('SELECT 1 AS x FROM campaign_counts WHERE part > 0')).toEqual([]);
  for (const id of CAMPAIGNS) {
    expect(withoutQuarters(await kept(id))).toEqual(withoutQuarters(await countedByHand(id)));
    await database.transaction((sql) => recountCampaign(sql, realm, id));
    expect(await database.transaction((sql) => recountCampaign(sql, realm, id))).toBe(0);
    expect(await kept(id)).toEqual(await countedByHand(id));
  }
  expect(await database.rows('SELECT 1 AS x FROM campaign_counts WHERE campaign_id = 0')).toEqual([]);
});

test('counts that were lost or spoilt are made again from the events', async () => {
  const before = await Promise.all(CAMPAIGNS.map(kept));
  for (const table of ['campaign_counts', 'campaign_readers', 'mail_clients'])
    await database.writeOf(`DELETE FROM ${table}`);
  await database.write(
    'INSERT INTO campaign_counts (realm_id, campaign_id, facet, event_type, member, part, total, uniques) VALUES (7, 20001, 0, 10, 5, 0, 1000, 1000)',
  );
  for (const id of CAMPAIGNS)
    expect(await database.transaction((sql) => recountCampaign(sql, realm, id))).toBeGreaterThan(0);
  expect(await Promise.all(CAMPAIGNS.map(kept))).toEqual(before);
  expect((await campaignTotals(database, realm, 20001)).uniqueOpens).toBeLessThan(60);
});

test('of two writers that meet at one contact, one is the first', async () => {
  const read = {
    campaignId: 20001,
    eventType: 10,
    linkId: 0,
    contactId: 999,
    firstAt: new Date(START),
    clientId: 1,
  };
  const results = await Promise.all([
    database.transaction(async (sql) => {
      const first = await recordFirstReads(sql, realm, [read]);
      // The other one meets a row that is not committed yet.
      await sql.rows('SELECT SLEEP(0.2) AS x');
      return first;
    }),
    database.transaction(async (sql) => {
      await sql.rows('SELECT SLEEP(0.1) AS x');
      return recordFirstReads(sql, realm, [read, { ...read, contactId: 998 }, { ...read, contactId: 998 }]);
    }),
  ]);
  expect(results.map((first) => first.map(({ contactId }) => contactId))).toEqual([[999], [998]]);
});
