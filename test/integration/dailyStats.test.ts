/** Totals by day in zones whose clocks change: days of 23 and of 25 hours, and zones off the full hour. */
import { dailyStats } from '../../src/core/reports/campaignReports';
import { timeRange } from '../../src/core/reports/timeRange';
import { recordEvents, type ContactEvent } from '../../src/core/events/events';
import type { Database } from '../../src/db/database';
import { testDatabase, type TestDatabase } from '../support/testDatabase';
import { testRealm } from '../support/testRealm';

let databases: TestDatabase;
let database: Database;
beforeAll(async () => {
  databases = testDatabase();
  ({ database } = await databases.realm('email_first_name'));
});
afterAll(() => databases.close());

const QUARTER = 15 * 60_000;
let campaigns = 20_000;

/** An open in every quarter of an hour between two instants, each of another contact. @returns [day, opens] */
async function opensByDay(
  timeZone: string,
  first: string,
  end: string,
  fromDate: string,
  toDate: string,
): Promise<[string, number][]> {
  const realm = { ...testRealm, timeZone };
  const campaignId = (campaigns += 1);
  const events: ContactEvent[] = [];
  for (let at = Date.parse(first); at < Date.parse(end); at += QUARTER)
    events.push({
      type: 'open',
      occurredAt: new Date(at),
      contactId: events.length + 1,
      campaignId,
    });
  await database.transaction((sql) => recordEvents(sql, realm, events));
  const range = timeRange({ name: 'fromDate', text: fromDate }, { name: 'toDate', text: toDate }, timeZone);
  const days = await dailyStats(database, realm, campaignId, range);
  for (const { totals } of days) expect(totals.opens).toBe(totals.uniqueOpens);
  return days.map(({ day, totals }) => [day, totals.opens]);
}

test('a day of 23 hours has 92 quarters, and ends where the next one begins', async () => {
  const opens = () =>
    opensByDay(
      'America/New_York',
      '2024-03-09T05:00:00Z',
      '2024-03-12T04:00:00Z',
      '03/09/2024',
      '03/11/2024',
    );
  expect(await opens()).toEqual([
    ['03/09/2024', 96],
    ['03/10/2024', 92],
    ['03/11/2024', 96],
  ]);
});

test('a day of 25 hours has 100', async () => {
  expect(
    await opensByDay(
      'Europe/Berlin',
      '2024-10-25T22:00:00Z',
      '2024-10-28T23:00:00Z',
      '10/26/2024',
      '10/28/2024',
    ),
  ).toEqual([
    ['10/26/2024', 96],
    ['10/27/2024', 100],
    ['10/28/2024', 96],
  ]);
});

test('asked for alone, each of these days is whole', async () => {
  const alone = (day: string) =>
    opensByDay('America/New_York', '2024-03-08T00:00:00Z', '2024-03-13T00:00:00Z', day, day);
  expect(await alone('03/10/2024')).toEqual([['03/10/2024', 92]]);
  expect(await alone('03/11/2024')).toEqual([['03/11/2024', 96]]);
});

test.each([
  ['Asia/Kathmandu', '2024-05-01T18:15:00Z', '2024-05-02T18:15:00Z'],
  ['Asia/Kolkata', '2024-05-01T18:30:00Z', '2024-05-02T18:30:00Z'],
  ['Australia/Lord_Howe', '2024-05-01T13:30:00Z', '2024-05-02T13:30:00Z'],
  ['Pacific/Kiritimati', '2024-05-01T10:00:00Z', '2024-05-02T10:00:00Z'],
])('a day of %s is one day', async (zone, first, end) => {
  expect(await opensByDay(zone, first, end, '05/01/2024', '05/03/2024')).toEqual([['05/02/2024', 96]]);
});
