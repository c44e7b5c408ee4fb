/**
 * Queues whose claims do not rest on the locks of reads: TiDB ignores SKIP LOCKED, and Galera knows the locks of its own
 * node alone. Two processes read the same rows at the same moment; each row is worked on once all the same.
 */
import { endAbTest } from '../../src/core/abtests/endAbTests';
import { cancelCampaign } from '../../src/core/campaigns/campaignControl';
import { expandOnce, type Expansion } from '../../src/core/campaigns/expandCampaigns';
import { countEvents } from '../../src/core/events/countEvents';
import { rollUpCounts } from '../../src/core/events/rollUpCounts';
import type { Database } from '../../src/db/database';
import { claimDue, type Claim } from '../../src/delivery/claim';
import { heedless } from '../support/heedless';
import { subscribeMany } from '../support/launchParts';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let expansion: Expansion;
beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
  expansion = {
    realmOf: () => Promise.resolve(mail.realm),
    universalOptOuts: mail.universal,
    messageIdDomain: 'gateway.example',
    note: () => undefined,
  };
});
afterAll(() => databases.close());
beforeEach(async () => {
  for (const table of ['outbox', 'messages', 'campaigns', 'campaign_recipients', 'ab_results', 'contacts'])
    await mail.database.write(`DELETE FROM ${table}`);
});

const count = async (statement: string): Promise<number> => {
  const [row] = await mail.database.rows<{ n: number | string }>(statement);
  return Number(row!.n);
};

/** A launch whose recipients are captured. @returns its number */
async function launched(listId: number, recipients: number, notifyEmail = ''): Promise<number> {
  const { insertId } = await mail.database.write(
    `INSERT INTO campaigns (realm_id, list_id, subject, plain_text, sender, envelope_sender, notify_email, status, recipients, due_at, created_at)
     VALUES (?, ?, 's', 'p', 'f@sender.example', 'f@sender.example', ?, 'queued', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [mail.realm.realmId, listId, notifyEmail, recipients],
  );
  await mail.database.write(
    `INSERT INTO campaign_recipients (realm_id, campaign_id, contact_id, email_format)
     SELECT realm_id, ?, contact_id, 1 FROM subscriptions WHERE realm_id = ? AND list_id = ?`,
    [insertId, mail.realm.realmId, listId],
  );
  return insertId;
}

it('mail is claimed by one of two workers', async () => {
  const to = Array.from({ length: 40 }, (_, i) => `<to>r${i}@example.org</to>`).join('');
  await mail.send({ subject: 's', plainTextBody: 'p', xmlFlags: `<from>f@sender.example</from>${to}` });
  const size = { rows: 25, bytes: 1e9 };
  const claims: Claim[] = [];
  const claim = async (worker: Database) => claims.push(await claimDue(worker, size, 60_000));
  await claim(heedless(mail.database, /FROM outbox/, () => claim(mail.database)));
  const ids = claims.flatMap(({ rows }) => rows.map(({ messageId }) => messageId));
  expect(ids).toHaveLength(40);
  expect(new Set(ids).size).toBe(ids.length);
});

it('a launch is expanded once, and its end told once', async () => {
  const listId = await mail.list();
  await subscribeMany(mail, listId, 'pair', 1200);
  await launched(listId, 1200, 'boss@example.org');
  const isDone = async () => (await count("SELECT COUNT(*) AS n FROM campaigns WHERE status = 'done'")) === 1;
  for (let rounds = 0; rounds < 20 && !(await isDone()); rounds++) {
    // One that has read the campaign, or has even taken it and is slow, and one that does the same work meanwhile.
    for (const queue of [/FROM campaigns/, /FROM campaign_recipients|FROM outbox o/])
      await expandOnce(
        heedless(mail.database, queue, async () => {
          await mail.database.write(
            'UPDATE campaigns SET due_at = UTC_TIMESTAMP(3) WHERE due_at IS NOT NULL',
          );
          await expandOnce(mail.database, expansion);
        }),
        expansion,
      );
    await mail.database.write(
      'DELETE FROM outbox WHERE message_id IN (SELECT message_id FROM messages WHERE campaign_id > 0)',
    );
    await mail.database.write('UPDATE campaigns SET due_at = UTC_TIMESTAMP(3) WHERE due_at IS NOT NULL');
  }
  expect(await isDone()).toBe(true);
  expect(await count('SELECT COUNT(*) AS n FROM messages WHERE campaign_id > 0')).toBe(1200);
  expect(await count('SELECT COUNT(DISTINCT contact_id) AS n FROM messages')).toBe(1200);
  expect(await count("SELECT COUNT(*) AS n FROM messages WHERE recipient = 'boss@example.org'")).toBe(1);
});

it.each([/FROM campaigns/, /FROM subscriptions/])('recipients are captured once: %s', async (queue) => {
  const listId = await mail.list();
  await subscribeMany(mail, listId, 'once', 300);
  const id = await launched(listId, 0);
  await mail.database.write('DELETE FROM campaign_recipients');
  await mail.database.write('UPDATE campaigns SET capture_after = 0');
  const other = heedless(mail.database, queue, async () => {
    await mail.database.write('UPDATE campaigns SET due_at = UTC_TIMESTAMP(3)');
    await expandOnce(mail.database, expansion);
  });
  await expandOnce(other, expansion);
  expect(
    await count(`SELECT recipients AS n FROM campaigns WHERE campaign_id = ${id} AND capture_after IS NULL`),
  ).toBe(300);
  const kept = 'SELECT (SELECT COUNT(*) FROM campaign_recipients) + (SELECT COUNT(*) FROM messages) AS n';
  expect(await count(kept)).toBe(300);
});

it.each([/FROM ab_results/, /FROM ab_result_samples/])(
  'the end of an A/B test is told once: %s',
  async (queue) => {
    const listId = await mail.list();
    const [sample, rest] = [await launched(listId, 0), await launched(listId, 0, 'boss@example.org')];
    await mail.database.write("UPDATE campaigns SET status = 'held', due_at = NULL");
    const { insertId } = await mail.database.write(
      `INSERT INTO ab_results (realm_id, ab_definition_id, rest_campaign_id, measure, threshold, after_test, status, started_at, ends_at, due_at)
     VALUES (?, 1, ?, 'opens', 0, 'wait', 'testing', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [mail.realm.realmId, rest],
    );
    await mail.database.write(
      "INSERT INTO ab_result_samples (realm_id, ab_result_id, letter, campaign_id, encrypted_id) VALUES (?, ?, 'A', ?, ?)",
      [mail.realm.realmId, insertId, sample, String(insertId).padStart(32, '0')],
    );
    const other = heedless(mail.database, queue, async () => {
      await mail.database.write('UPDATE ab_results SET due_at = UTC_TIMESTAMP(3)');
      await endAbTest(mail.database, expansion);
    });
    await endAbTest(other, expansion);
    expect(await count("SELECT COUNT(*) AS n FROM ab_results WHERE status = 'waiting'")).toBe(1);
    expect(await count("SELECT COUNT(*) AS n FROM messages WHERE recipient = 'boss@example.org'")).toBe(1);
  },
);

it('counts are added up once', async () => {
  const events = Array.from({ length: 5 }, (_, i) => ({
    eventType: 10,
    occurredAt: new Date(),
    contactId: i + 1,
    campaignId: 20001,
    linkId: 0,
    browser: '',
    operatingSystem: '',
    clientType: '',
  }));
  for (const event of events) await countEvents(mail.database, mail.realm, [event]);
  const sum = () => count('SELECT SUM(total) AS n FROM campaign_counts WHERE facet = 0');
  expect(await sum()).toBe(5);
  await rollUpCounts(heedless(mail.database, /WHERE part > 0 ORDER/, () => rollUpCounts(mail.database)));
  expect(await sum()).toBe(5);
  expect(await count('SELECT COUNT(*) AS n FROM campaign_counts WHERE part > 0')).toBe(0);
});

it('what a worker claims while its campaign is cancelled keeps its row', async () => {
  const listId = await mail.list();
  await subscribeMany(mail, listId, 'cancel', 50);
  const id = await launched(listId, 50);
  await expandOnce(mail.database, expansion);
  let claimed: number[] = [];
  const canceller = heedless(mail.database, /FROM outbox/, async () => {
    const { rows } = await claimDue(mail.database, { rows: 20, bytes: 1e9 }, 60_000);
    claimed = rows.map(({ messageId }) => messageId).sort();
  });
  await cancelCampaign(canceller, mail.realm, id);
  expect(claimed).toHaveLength(20);
  // A row is the worker's or cancelled, never both: its outcome would have no place.
  const rows = await mail.database.rows<{ message_id: number }>('SELECT message_id FROM outbox');
  expect(rows.map(({ message_id: messageId }) => messageId).sort()).toEqual(claimed);
  expect(await count("SELECT COUNT(*) AS n FROM messages WHERE status = 'cancelled'")).toBe(30);
});

it('claims use the keys of their tables', async () => {
  const plan = async (statement: string): Promise<string | null> => {
    const [row] = await mail.database.rowsOf<{ key: string | null }>(`EXPLAIN ${statement}`);
    return row!.key;
  };
  const to = Array.from({ length: 40 }, (_, i) => `<to>k${i}@example.org</to>`).join('');
  await mail.send({ subject: 's', plainTextBody: 'p', xmlFlags: `<from>f@sender.example</from>${to}` });
  expect(
    await plan(
      "UPDATE outbox FORCE INDEX (PRIMARY) SET lease = 'x' WHERE due_at <= UTC_TIMESTAMP(3) AND ((realm_id = 1301 AND message_id IN (10001, 10002)))",
    ),
  ).toBe('PRIMARY');
  expect(
    await plan(
      "SELECT realm_id, message_id, bytes FROM outbox FORCE INDEX (outbox_due) WHERE route = '' AND due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 200 OFFSET 400",
    ),
  ).toBe('outbox_due');
});
