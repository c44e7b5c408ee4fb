/** Counting the contacts of a list that a segmentation rule selects, against SQL of the same meaning written by hand. */
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { Comparison } from './comparison';
import type { World } from './world';

/** Contacts of the list; SEGMENT_CONTACTS=1000000 in a quick run as well. */
const CONTACTS = Number(
  process.env.SEGMENT_CONTACTS ?? (process.argv.includes('--quick') ? 50_000 : 1_000_000),
);
const CITIES = "ELT(1 + seq % 5, 'Oslo', 'Bergen', 'Trondheim', 'Stavanger', '')";
const RULES = 'city = "Oslo" and score > 50 and not opened_date >= 2024-06-01';

export async function segmentComparison(world: World): Promise<Comparison> {
  const { connection, gateway, soap, session, realmId } = world;
  const { listId, fieldId } = await prepare(world);
  const byHand = async (): Promise<number> => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS n FROM subscriptions s
         JOIN contacts c ON c.realm_id = s.realm_id AND c.contact_id = s.contact_id
         JOIN contact_values v ON v.realm_id = s.realm_id AND v.contact_id = s.contact_id AND v.field_id = ?
        WHERE s.realm_id = ? AND s.list_id = ? AND LOWER(c.city) = 'oslo' AND v.number_value > 50
          AND NOT EXISTS (SELECT 1 FROM events e WHERE e.realm_id = s.realm_id AND e.contact_id = s.contact_id
                             AND e.event_type = 10 AND e.occurred_at >= '2024-06-01')`,
      [fieldId, realmId, listId],
    );
    return Number(rows[0]!.n);
  };
  const byRule = async (): Promise<number> =>
    Number(await soap.call('testSegmentationRule', { session, segmentationName: 'bench', listId }));
  const [expected, found] = [await byHand(), await byRule()];
  if (expected === 0 || expected !== found) throw new Error(`${found} contacts by rule, ${expected} by hand`);

  const rounds = (count: () => Promise<number>) => async (seconds: number) => {
    const startedAt = performance.now();
    const elapsed = (): number => (performance.now() - startedAt) / 1000;
    let calls = 0;
    do {
      if ((await count()) !== expected) throw new Error('the count has changed');
      calls += CONTACTS;
    } while (elapsed() < seconds);
    return { calls, seconds: elapsed() };
  };
  return {
    name: `a segmentation rule over ${CONTACTS}`,
    unit: 'contacts',
    ours: { name: 'testSegmentationRule', processId: gateway.processId, run: rounds(byRule) },
    bare: { name: 'SQL by hand', processId: process.pid, run: rounds(byHand) },
    expected: 0.8,
    close: () => Promise.resolve(),
  };
}

async function prepare({ connection, realmId }: World): Promise<{ listId: number; fieldId: number }> {
  const insert = async (sql: string, values: (string | number)[]): Promise<number> =>
    (await connection.query<ResultSetHeader>(sql, values))[0].insertId;
  const now = 'UTC_TIMESTAMP(3)';
  const listId = await insert(
    `INSERT INTO lists (realm_id, name, created_at, updated_at) VALUES (?, 'segmented', ${now}, ${now})`,
    [realmId],
  );
  const fieldId = await insert(
    `INSERT INTO custom_fields (realm_id, name, field_type, created_at) VALUES (?, 'score', 0, ${now})`,
    [realmId],
  );
  await insert(
    `INSERT INTO segmentation_rules (realm_id, name, rules, created_at, updated_at) VALUES (?, 'bench', ?, ${now}, ${now})`,
    [realmId, RULES],
  );
  const first = 50_000_000;
  const rows = `seq_1_to_${CONTACTS}`;
  await insert(
    `INSERT INTO contacts (realm_id, contact_id, customer_key, email, first_name, email_as_given, first_name_as_given, city, created_at, updated_at)
     SELECT ?, ${first} + seq, CONCAT('segment-', seq), CONCAT('segment', seq, '@customer.example'), 'ann',
            CONCAT('segment', seq, '@customer.example'), 'Ann', ${CITIES}, ${now}, ${now} FROM ${rows}`,
    [realmId],
  );
  await insert(
    `INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at)
     SELECT ?, ${first} + seq, ?, 99, ${now} FROM ${rows}`,
    [realmId, listId],
  );
  await insert(
    `INSERT INTO contact_values (realm_id, contact_id, field_id, text_value, number_value)
     SELECT ?, ${first} + seq, ?, seq * 7 % 100, seq * 7 % 100 FROM ${rows}`,
    [realmId, fieldId],
  );
  await insert(
    `INSERT INTO events (realm_id, event_type, occurred_at, contact_id)
     SELECT ?, 10, TIMESTAMPADD(HOUR, -(seq % 4000), '2024-07-01'), ${first} + seq FROM ${rows} WHERE seq % 3 > 0`,
    [realmId],
  );
  await connection.query('ANALYZE TABLE contacts, subscriptions, contact_values, events');
  return { listId, fieldId };
}
