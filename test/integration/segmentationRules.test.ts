/** Rules asked of a real database, against a second opinion that looks at the contacts themselves. */
import { ApiError } from '../../src/contract/errorCatalogue';
import { identityScheme } from '../../src/core/identity/schemes';
import type { Realm } from '../../src/core/realms/realm';
import { parseRule } from '../../src/core/segmentation/parseRule';
import { countSegment, readRule, segmentSource } from '../../src/core/segmentation/segments';
import type { Database } from '../../src/db/database';
import {
  chance,
  randomRule,
  selects,
  TEXTS,
  type OracleContact,
  type OracleWorld,
} from '../support/ruleOracle';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
afterAll(() => databases.close());

const LISTS = [5001, 5002, 5003] as const;
const CAMPAIGNS = [20001, 20002] as const;
const CONTACTS = 150;
/** Shortly after midnight in New York, on the day on which its clocks go forward. */
const NOW = new Date('2024-03-10T05:30:00Z');

/** Midnight in New York by its rule of the year 2024, without asking the code under test. */
const midnight = (day: string): Date => {
  const isSummer = day > '2024-03-10' && day <= '2024-11-03';
  return new Date(`${day}T0${isSummer ? 4 : 5}:00:00Z`);
};
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const world: OracleWorld = {
  listId: LISTS[0],
  day: (text) => [midnight(text), midnight(dayAfter(text, 1))],
  fromToday: (days) => dayAfter('2024-03-10', days),
};

interface Filled {
  readonly realm: Realm;
  readonly database: Database;
  readonly contacts: readonly OracleContact[];
}

/** A realm with random contacts, and another realm's data beside them in the same tables. */
async function filled(usesCustomerKey: boolean): Promise<Filled> {
  const scheme = usesCustomerKey ? 'customer_key' : 'email_first_name';
  const { database } = await databases.realm(scheme);
  const realm: Realm = {
    realmId: 1301,
    name: 'test',
    databaseId: 1,
    timeZone: 'America/New_York',
    switches: new Set(),
    brand: { name: 'test', logo: '', colour: '' },
    identity: identityScheme(scheme),
  };
  const random = chance(usesCustomerKey ? 17 : 18);
  const { pick, below } = random;
  const moments = [
    '2024-02-28',
    '2024-02-29',
    '2024-03-09',
    '2024-03-10',
    '2024-03-11',
    '2024-11-03',
  ].flatMap((day) => [0, -1, 1].map((ms) => new Date(midnight(day).getTime() + ms)));
  const contacts = Array.from({ length: CONTACTS }, (_, i): OracleContact => ({
    id: 100_001 + i,
    email: `${pick(['ann', 'bob', 'zoë', '100%', 'a_c'])}${i}@example.org`,
    first: pick(TEXTS).trim().toLowerCase(),
    city: pick(TEXTS),
    created: pick(moments),
    key:
      usesCustomerKey && i === 0
        ? ' '
        : usesCustomerKey
          ? `${pick(['Oslo', 'oslo', 'a_c', '100%'])}${pick(['', String(i)])}#${i}`
          : '',
    custom: {
      ...(below(2) ? { plan: pick(TEXTS.filter(Boolean)) } : {}),
      ...(below(2) ? { points: pick([-1, 0, 1, 2, 2.5, 3, 100]) } : {}),
      ...(below(2) ? { born: pick(moments) } : {}),
    },
    lists: new Map(
      LISTS.filter((list) => list === LISTS[0] || below(2)).map((list) => [
        list,
        { format: pick([1, 2, 99]), at: pick(moments) },
      ]),
    ),
    events: Array.from({ length: below(6) }, () => ({
      type: pick([9, 10, 10, 11, 20, 21, 22, 30, 31, 34, 36, 50, 51]),
      campaign: pick([0, ...CAMPAIGNS]),
      at: pick(moments),
    })),
  }));
  const insert = (
    table: string,
    columns: string,
    rows: readonly (readonly (string | number | Date | Buffer | null)[])[],
  ) =>
    database.writeOf(
      `INSERT INTO ${table} (realm_id, ${columns}) VALUES ${rows.map((row) => `(${['?', ...row].fill('?').join(', ')})`).join(', ')}`,
      rows.flatMap((row) => [1301, ...row]),
    );
  const now = new Date();
  await insert(
    'lists',
    'list_id, name, created_at, updated_at',
    LISTS.map((id) => [id, `list ${id}`, now, now]),
  );
  await insert(
    'campaigns',
    'campaign_id, subject, status, created_at',
    CAMPAIGNS.map((id) => [id, '', 'done', now]),
  );
  await insert('custom_fields', 'field_id, name, field_type, created_at', [
    [2001, 'plan', 1, now],
    [2002, 'points', 7, now],
    [2003, 'born', 2, now],
  ]);
  await insert(
    'contacts',
    `contact_id, ${usesCustomerKey ? 'customer_key, ' : ''}email, first_name, email_as_given, first_name_as_given, city, created_at, updated_at`,
    contacts.map((c) => [
      c.id,
      ...(usesCustomerKey ? [Buffer.from(c.key)] : []),
      c.email,
      c.first,
      c.email.toUpperCase(),
      c.first.toUpperCase(),
      c.city,
      c.created,
      now,
    ]),
  );
  await insert(
    'contact_values',
    'contact_id, field_id, text_value, number_value, date_value',
    contacts.flatMap(({ id, custom: { plan, points, born } }) => [
      ...(plan === undefined ? [] : [[id, 2001, plan, null, null]]),
      ...(points === undefined ? [] : [[id, 2002, String(points), points, null]]),
      ...(born === undefined ? [] : [[id, 2003, born.toISOString(), null, born]]),
    ]),
  );
  await insert(
    'subscriptions',
    'contact_id, list_id, email_format, created_at',
    contacts.flatMap(({ id, lists }) => [...lists].map(([list, { format, at }]) => [id, list, format, at])),
  );
  await insert(
    'events',
    'contact_id, campaign_id, event_type, occurred_at',
    contacts.flatMap(({ id, events }) => events.map(({ type, campaign, at }) => [id, campaign, type, at])),
  );
  await otherRealm(database);
  return { realm, database, contacts };
}

/**
 * Another realm in the same tables: its contacts have the same numbers, and everything that a rule could ask for. It
 * is the larger one, so that a statement that reads whole tables would be a bad one.
 */
async function otherRealm(database: Database): Promise<void> {
  const everybody = `seq_${100_001 - 5000}_to_${100_000 + CONTACTS + 5000}`;
  const at = "'2024-03-10 05:00:00'";
  await database.writeOf(
    `INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at)
     SELECT 1302, c.seq, l.seq, 99, ${at} FROM ${everybody} c JOIN seq_${LISTS[0]}_to_${LISTS[2]} l`,
  );
  await database.writeOf(
    `INSERT INTO contact_values (realm_id, contact_id, field_id, text_value, number_value, date_value)
     SELECT 1302, c.seq, f.seq, 'Oslo', 2, ${at} FROM ${everybody} c JOIN seq_2001_to_2003 f`,
  );
  await database.writeOf(
    `INSERT INTO events (realm_id, contact_id, campaign_id, event_type, occurred_at)
     SELECT 1302, c.seq, ${CAMPAIGNS[0]}, t.seq, ${at} FROM ${everybody} c JOIN seq_9_to_11 t`,
  );
  await database.rowsOf('ANALYZE TABLE contacts, subscriptions, contact_values, events');
}

const scheme = [
  ['normal', false],
  ['keyed', true],
] as const;

describe.each(scheme)('in a %s realm', (_kind, usesCustomerKey) => {
  let there: Filled;
  beforeAll(async () => {
    there = await filled(usesCustomerKey);
  });

  const selected = async (text: string): Promise<number[]> => {
    const { realm, database } = there;
    const rule = await readRule(database, realm, text, NOW);
    const source = segmentSource(realm, LISTS[0], rule);
    const rows = await database.rowsOf<{ id: number }>(
      `SELECT s.contact_id AS id ${source.sql} ORDER BY s.contact_id`,
      source.values,
    );
    expect(await countSegment(database, realm, LISTS[0], rule)).toBe(rows.length);
    return rows.map(({ id }) => id);
  };
  const expected = (text: string): number[] => {
    const rule = parseRule(text);
    return there.contacts.filter((contact) => selects(rule, contact, world)).map(({ id }) => id);
  };

  it('selects the same contacts as somebody who looks at each of them', async () => {
    const random = chance(usesCustomerKey ? 1 : 2);
    const names = { lists: LISTS, campaigns: CAMPAIGNS, usesCustomerKey };
    let telling = 0;
    for (let i = 0; i < 400; i++) {
      const rule = randomRule(random, names);
      const wanted = expected(rule);
      expect([rule, await selected(rule)]).toEqual([rule, wanted]);
      if (wanted.length > 0 && wanted.length < CONTACTS) telling++;
    }
    expect(telling).toBeGreaterThan(200);
  });

  it.each(['and', 'or', 'and not'])('takes as many tests as a rule may hold, joined by %s', async (word) => {
    const tests = ['points > 0', 'plan exists', 'list = 5002', 'opened_count >= 0', 'opened = 20001'];
    const rule = Array.from({ length: 100 }, (_, i) => tests[i % tests.length]).join(` ${word} `);
    expect(await selected(rule)).toEqual(expected(rule));
    const values = Array.from({ length: 1500 }, (_, i) => `"v${i}"`).join(',');
    const long = `plan in (${values}, "Oslo") ${word} city in (${values})`.slice(0, 15_990);
    const closed = `${long.slice(0, long.lastIndexOf(','))})`;
    expect(await selected(closed)).toEqual(expected(closed));
    const deep = `${'not ('.repeat(24)}points > 0${')'.repeat(24)}`;
    expect(await selected(deep)).toEqual(expected(deep));
  });

  it('runs every test that it does not refuse, whatever stands in it', async () => {
    const { pick } = chance(usesCustomerKey ? 3 : 4);
    const fields = ['email', 'first', 'zip', 'plan', 'points', 'born', 'customer_key', 'subscriber_id', 'created_date', 'list', 'lists', 'format', 'format(5002)', 'subscription_date', 'opened', 'clicked(20002)', 'bounced_count', 'sent_date()', 'forwarded', 'nothing']; // prettier-ignore
    const operators = [
      '=',
      '<>',
      '<',
      '<=',
      '>',
      '>=',
      'beginswith',
      'endswith',
      'contains',
      'not',
      'in (1, "2",',
      'not in (',
    ];
    const values = ['""', '" "', '"%"', "'\\'", '"\0"', '"\ud800"', `"${'😀'.repeat(300)}"`, '0', '-0', '1e308', '1e309', '-1e-320', '9007199254740993', '5001', '20001', '1000-01-01', '9999-12-31', '"9999-12-31 23:59:59"', '0999-12-31', '2024-13-01', '"2024-03-10 02:30"', '"2024-11-03T01:30:00.123+05:30"', 'today', 'today-999999', 'today+9999999', '"today - 3"']; // prettier-ignore
    let ran = 0;
    for (let i = 0; i < 800; i++) {
      const operator = pick(operators);
      const rule = `${pick(fields)} ${operator} ${pick(values)}${operator.includes('(') ? ')' : ''}`;
      const outcome = await selected(rule).then(
        () => 'ran',
        (error: unknown) => (error instanceof ApiError ? error.code : error),
      );
      expect([rule, ['ran', 'segmentation.ruleInvalid'].includes(outcome as string) || outcome]).toEqual([
        rule,
        true,
      ]);
      if (outcome === 'ran') ran++;
    }
    expect(ran).toBeGreaterThan(200);
  });

  it.each([
    'city = "Oslo"',
    'email beginswith "ann"',
    'points > 2 and plan = "Oslo"',
    'not (points > 2 or plan exists)',
    'opened = 20001 and not clicked exists',
    'opened_date >= today-30 or opened_count(20001) > 1',
    'list = 5002 and subscribed_date(5003) < today',
  ])('%s is one statement that reads every table by an index', async (text) => {
    const { realm, database } = there;
    const { sql, values } = segmentSource(realm, LISTS[0], await readRule(database, realm, text, NOW));
    expect(sql.replaceAll("<> ''", '')).not.toMatch(/;|\d|["']|--|\/\*/);
    expect(sql.split('?')).toHaveLength(values.length + 1);
    const plan = await database.rowsOf<{ table: string; key: string | null; type: string }>(
      `EXPLAIN SELECT COUNT(*) ${sql}`,
      values,
    );
    const tables = plan.filter(({ table }) => /^[scveo]$/.test(table));
    expect(tables.length).toBeGreaterThan(0);
    for (const { table, key, type } of tables) expect([table, key, type]).not.toEqual([table, null, 'ALL']);
  });
});
