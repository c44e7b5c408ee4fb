/** Events on their way to a real database: in bulk, through an outage, within bounds, and to the last one on stopping. */
import { EventBuffer } from '../../src/core/events/eventBuffer';
import type { Database } from '../../src/db/database';
import type { Transaction } from '../../src/db/sql';
import { testDatabase, type TestDatabase } from '../support/testDatabase';

let databases: TestDatabase;
let database: Database;
beforeAll(async () => {
  databases = testDatabase();
  ({ database } = await databases.realm('email_first_name'));
});
afterAll(() => databases.close());
beforeEach(async () => {
  for (const table of ['events', 'campaign_counts', 'campaign_readers'])
    await database.writeOf(`DELETE FROM ${table}`);
});

const realm = { realmId: 7, databaseId: 1 };
const open = (contactId: number) => ({
  type: 'open' as const,
  occurredAt: new Date(),
  contactId,
  campaignId: 5,
});
const stored = () =>
  database.rows<{ contact_id: number; list_id: number }>(
    'SELECT contact_id, list_id FROM events ORDER BY event_id',
  );

function buffer(
  options: { databaseOf?: () => Promise<Pick<Database, 'transaction'>>; capacity?: number } = {},
) {
  const warnings: string[] = [];
  const events = new EventBuffer({
    databaseOf: () => Promise.resolve(database),
    flushMilliseconds: 60_000,
    log: { warn: (event) => void warnings.push(event) },
    ...options,
  });
  return { events, warnings };
}

test('many are written in few statements, in order, with the list of their campaign', async () => {
  await database.write(
    `INSERT INTO campaigns (realm_id, campaign_id, list_id, subject, status, created_at) VALUES (7, 5, 42, '', 'sticky', UTC_TIMESTAMP(3))`,
  );
  let inserts = 0;
  const counting = {
    transaction: <T>(work: (sql: Transaction) => Promise<T>): Promise<T> =>
      database.transaction((sql) =>
        work({
          holdsLocks: false,
          rows: (...args) => sql.rows(...args),
          write: (...args) => sql.write(...args),
          rowsOf: (...args) => sql.rowsOf(...args),
          writeOf(statement, values) {
            if (statement.startsWith('INSERT INTO events')) inserts += 1;
            return sql.writeOf(statement, values);
          },
        }),
      ),
  };
  const { events } = buffer({ databaseOf: () => Promise.resolve(counting) });
  for (let i = 1; i <= 1200; i++) events.add(realm, open(i));
  expect(await stored()).toHaveLength(0);
  await events.flush();
  const rows = await stored();
  expect(rows.map((row) => row.contact_id)).toEqual(Array.from({ length: 1200 }, (_, i) => i + 1));
  expect(new Set(rows.map((row) => row.list_id))).toEqual(new Set([42]));
  expect(inserts).toBe(3);
});

test('what cannot be written waits, and other realms do not wait with it', async () => {
  let isAway = true;
  const { events, warnings } = buffer({
    databaseOf: ((databaseId: number) =>
      isAway && databaseId === 2
        ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
        : Promise.resolve(database)) as () => Promise<Database>,
  });
  events.add({ realmId: 8, databaseId: 2 }, open(1));
  events.add(realm, open(2));
  await events.flush();
  expect((await stored()).map((row) => row.contact_id)).toEqual([2]);
  expect(warnings).toEqual(['events not written yet']);
  isAway = false;
  await events.flush();
  expect((await stored()).map((row) => row.contact_id)).toEqual([2, 1]);
});

test('memory is bounded: what comes when it is full is counted and lost', async () => {
  const { events, warnings } = buffer({ capacity: 3 });
  for (let i = 1; i <= 5; i++) events.add(realm, open(i));
  await events.flush();
  expect((await stored()).map((row) => row.contact_id)).toEqual([1, 2, 3]);
  expect(warnings).toEqual(['events lost: too many waited']);
  events.add(realm, open(6));
  await events.stop();
  expect((await stored()).map((row) => row.contact_id)).toEqual([1, 2, 3, 6]);
});
