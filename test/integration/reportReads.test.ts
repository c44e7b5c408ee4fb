/**
 * What reports read of a realm: the rows that they show and little more, whatever looks cheaper to an optimiser.
 */
import { campaignsInRange, dailyStats } from '../../src/core/reports/campaignReports';
import type { Pieces } from '../../src/core/reports/pieces';
import { subscriberEvents } from '../../src/core/reports/subscriberEvents';
import { timeRange } from '../../src/core/reports/timeRange';
import { trackedEvents } from '../../src/core/reports/trackedEvents';
import type { Database } from '../../src/db/database';
import type { Sql } from '../../src/db/sql';
import { testDatabase, type TestDatabase } from '../support/testDatabase';
import { testRealm as realm } from '../support/testRealm';

/** Few enough for their names to be on one page of an index. */
const LISTS = 30;
const EVENTS = 3000;
/** As many as a report reads at a time. */
const LAUNCHES = 1000;
const FIRST = 20_001;
/** Its events and counts are spread over many days. */
const LARGE = FIRST + LAUNCHES;
const DAYS = 200;

let databases: TestDatabase;
let database: Database;
beforeAll(async () => {
  databases = testDatabase();
  ({ database } = await databases.realm('email_first_name'));
  // Many realms with one list, and one with some.
  for (const [id, realmId, lists] of [
    [100_001, 'seq + 100', 300],
    [5001, '7', LISTS],
  ] as const)
    await database.write(
      `INSERT INTO lists (realm_id, list_id, name, created_at, updated_at)
       SELECT ${realmId}, ${id - 1} + seq, CONCAT('List ', seq), '2024-01-01', '2024-01-01' FROM seq_1_to_${lists}`,
    );
  await database.write(
    `INSERT INTO campaigns (realm_id, campaign_id, list_id, name, subject, status, created_at)
     SELECT 7, ${FIRST - 1} + seq, 5001 + seq % ${LISTS}, 'Spring', 'News', 'done', TIMESTAMPADD(MINUTE, seq, '2024-06-01')
       FROM seq_1_to_${LAUNCHES + 1}`,
  );
  await database.write(
    `INSERT INTO events (realm_id, event_type, occurred_at, contact_id, campaign_id, list_id)
     SELECT 7, 10, TIMESTAMPADD(SECOND, seq, '2024-06-01'), 1, ${FIRST} + seq % 1000, 5001 + seq % ${LISTS} FROM seq_1_to_${EVENTS}`,
  );
  await database.write(
    `INSERT INTO campaign_counts (realm_id, campaign_id, facet, event_type, member, part, total, uniques)
     SELECT 7, ${FIRST - 1} + seq, 0, 9, 1908000, 0, seq, 0 FROM seq_1_to_${LAUNCHES}
     UNION ALL
     SELECT 7, ${LARGE}, 0, 10, UNIX_TIMESTAMP('2024-06-01') DIV 900 + seq - 1, 0, 1, 1 FROM seq_1_to_${DAYS * 96}`,
  );
  await database.rows('ANALYZE TABLE lists, campaigns, events, campaign_counts');
});
afterAll(() => databases.close());

/** @returns how many rows of tables and indexes the server read for it */
async function readsOf(work: (sql: Sql) => Promise<unknown>): Promise<number> {
  const reads = async (sql: Sql): Promise<number> => {
    const rows = await sql.rows<{ Variable_name: string; Value: string }>(
      "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_first', 'Handler_read_key', 'Handler_read_next', 'Handler_read_prev')",
    );
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  // One transaction is one connection.
  return database.transaction(async (sql) => {
    const before = await reads(sql);
    await work(sql);
    return (await reads(sql)) - before;
  });
}

/** Rows of a page; any number would do. */
const PAGE_ROWS = 250;

async function all<Row>(pieces: Pieces<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const piece of pieces) rows.push(...piece);
  return rows;
}

const range = (from: string, to: string) =>
  timeRange({ name: 'fromDate', text: from }, { name: 'toDate', text: to }, 'UTC');
const YEAR = range('01/01/2024', '12/31/2024');

test('a page of events reads a few rows for each row that it shows', async () => {
  const reads = await readsOf(async (sql) => {
    const events = await trackedEvents(sql, realm, {
      campaignId: null,
      eventType: 0,
      range: YEAR,
      offset: 0,
      limit: PAGE_ROWS,
    });
    expect(events).toHaveLength(PAGE_ROWS);
    expect(events[0]).toMatchObject({ campaignName: 'Spring', listId: 5002, listName: 'List 2' });
  });
  expect(reads).toBeLessThan(20 * PAGE_ROWS);
});

test('so do the events of a contact', async () => {
  const reads = await readsOf(async (sql) => {
    const [newest] = await subscriberEvents(sql, realm, 1, 10, PAGE_ROWS);
    expect(newest!.listName).toBe('List 1');
  });
  expect(reads).toBeLessThan(20 * PAGE_ROWS);
});

test('campaigns of a time are counted one by one, not by all counts of the realm', async () => {
  const campaigns = await database.transaction((sql) => all(campaignsInRange(sql, realm, YEAR, false)));
  expect(campaigns).toHaveLength(LAUNCHES + 1);
  expect(campaigns[6]).toEqual({
    campaignId: 20007,
    listId: 5008,
    listName: 'List 8',
    subject: 'News',
    launchedAt: new Date('2024-06-01T00:07:00Z'),
    sent: 7,
  });
  expect(campaigns[LAUNCHES]).toMatchObject({ campaignId: 21001, sent: 0 });
  const ofLaunches = range('06/01/2024 00:00:00', '06/01/2024 16:40:59');
  const reads = await readsOf((sql) => all(campaignsInRange(sql, realm, ofLaunches, false)));
  expect(reads).toBeLessThan(8 * LAUNCHES);
});

test('one day of a campaign is read without the others', async () => {
  const reads = await readsOf(async (sql) => {
    const days = await dailyStats(sql, realm, LARGE, range('08/01/2024', '08/01/2024'));
    expect(days).toMatchObject([{ day: '08/01/2024', totals: { sent: 0, opens: 96, uniqueOpens: 96 } }]);
  });
  expect(reads).toBeLessThan(500);
});
