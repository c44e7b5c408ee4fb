/** Who a launch is for is written down in the background, in slices: however often that is interrupted, everybody once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../src/core/campaigns/campaignControl';
import { expandOnce, type Expansion } from '../../src/core/campaigns/expandCampaigns';
import { launchCampaign } from '../../src/core/campaigns/launchCampaign';
import { NO_LAUNCH } from '../../src/core/campaigns/launchRequest';
import { countRecipients, planLaunch } from '../../src/core/campaigns/planLaunch';
import { Smartget } from '../../src/fetching/smartget';
import { heedless } from '../support/heedless';
import { campaigns, makeTemplate, subscribeMany } from '../support/launchParts';
import { mailRealm, type MailRealm } from '../support/mailRealm';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
let mail: MailRealm;
let expansion: Expansion;
let listId: number;
const logged: { event: string; details: unknown }[] = [];
/** More than two slices. */
const MANY = 25_000;

beforeAll(async () => {
  mail = await mailRealm(databases, 'email_first_name');
  expansion = {
    realmOf: () => Promise.resolve(mail.realm),
    universalOptOuts: mail.universal,
    messageIdDomain: 'gateway.example',
    note: (event, details) => logged.push({ event, details }),
  };
  listId = await mail.list();
  await subscribeMany(mail, listId, 'many', MANY);
});
afterAll(() => databases.close());
beforeEach(async () => {
  for (const table of ['outbox', 'messages', 'campaigns', 'campaign_recipients'])
    await mail.database.write(`DELETE FROM ${table}`);
  logged.length = 0;
});

/** Launches the list. @returns how many recipients were counted */
async function launch(changes: Partial<typeof NO_LAUNCH> = {}): Promise<number> {
  const { database, realm } = mail;
  const templateId = await makeTemplate(mail, {});
  const context = {
    realm,
    now: new Date(),
    smartget: new Smartget({ allowPrivate: '' }),
    mail: { messageIdDomain: 'gateway.example', defaultSender: 'f@sender.example' },
  };
  const plan = await planLaunch(
    { ...context, sql: database },
    { ...NO_LAUNCH, listId, templateId, ...changes },
  );
  await database.transaction((sql) => launchCampaign({ ...context, sql }, plan));
  return countRecipients({ ...context, sql: database }, plan);
}

const newest = async () =>
  (await campaigns(mail))[0] as unknown as {
    campaign_id: number;
    status: string;
    recipients: number;
    expanded: number;
    capture_after: number | null;
    due_at: Date | null;
  };
const count = async (statement: string): Promise<number> => {
  const [row] = await mail.database.rows<{ n: number | string }>(statement);
  return Number(row!.n);
};
const kept = () =>
  count(
    'SELECT (SELECT COUNT(*) FROM campaign_recipients) + (SELECT COUNT(*) FROM messages WHERE contact_id > 0) AS n',
  );
const due = () =>
  mail.database.write('UPDATE campaigns SET due_at = UTC_TIMESTAMP(3) WHERE due_at IS NOT NULL');

/** Steps until everybody is captured. */
async function captureAll(): Promise<void> {
  for (let steps = 0; steps < 20 && (await newest()).capture_after !== null; steps++) {
    await due();
    await expandOnce(mail.database, expansion);
  }
}

it('the call writes down a slice, and says how many there are', async () => {
  expect(await launch()).toBe(MANY);
  expect(await kept()).toBe(10_000);
  expect(await newest()).toMatchObject({ status: 'queued', recipients: 10_000 });
  expect((await newest()).capture_after).not.toBeNull();
});

it('of a list that fits into a slice the call writes down everybody', async () => {
  const few = await mail.list();
  await subscribeMany(mail, few, 'few', 5);
  expect(await launch({ listId: few })).toBe(5);
  expect(await kept()).toBe(5);
  expect(await newest()).toMatchObject({ status: 'queued', recipients: 5, capture_after: null });
});

it('no step writes down more than a slice, and mail begins with the first', async () => {
  await launch();
  await expandOnce(mail.database, expansion);
  expect(await newest()).toMatchObject({ status: 'running', recipients: 20_000 });
  expect(await count('SELECT COUNT(*) AS n FROM outbox')).toBeGreaterThan(0);
  await captureAll();
  expect(await newest()).toMatchObject({ recipients: MANY });
  expect(await kept()).toBe(MANY);
  expect(logged).toContainEqual({
    event: 'launch: recipients captured',
    details: { realm: 'test', campaign: (await newest()).campaign_id, recipients: MANY },
  });
});

it('the formats that the launch forces are kept, and the rule is the one of the call', async () => {
  const { insertId } = await mail.database.write(
    `INSERT INTO segmentation_rules (realm_id, name, rules, created_at, updated_at, description)
     VALUES (?, 'ones', 'email beginswith "many1"', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), '')`,
    [mail.realm.realmId],
  );
  const ones = await count("SELECT COUNT(*) AS n FROM contacts WHERE email LIKE 'many1%'");
  expect(await launch({ segmentationId: insertId, format: 2 })).toBe(ones);
  await mail.database.write('UPDATE segmentation_rules SET rules = \'email = "nobody"\'');
  await captureAll();
  expect(await newest()).toMatchObject({ recipients: ones });
  expect(await count('SELECT COUNT(*) AS n FROM campaign_recipients WHERE email_format <> 2')).toBe(0);
  expect(await kept()).toBe(ones);
});

it('a process that dies within a slice has kept nothing of it', async () => {
  await launch();
  class Died extends Error {}
  const dying = heedless(mail.database, /FROM subscriptions/, () => Promise.reject(new Died()));
  await expect(expandOnce(dying, expansion)).rejects.toThrow(Died);
  expect(await newest()).toMatchObject({ recipients: 10_000 });
  // Another one takes the campaign when its time is up.
  await captureAll();
  expect(await kept()).toBe(MANY);
  expect(await count('SELECT COUNT(DISTINCT contact_id) AS n FROM messages WHERE contact_id > 0')).toBe(
    await count('SELECT COUNT(*) AS n FROM messages WHERE contact_id > 0'),
  );
});

it('a pause stops the mail, not the writing down', async () => {
  await launch();
  await expandOnce(mail.database, expansion);
  const { campaign_id: id } = await newest();
  expect(await pauseCampaign(mail.database, mail.realm, id)).toBe('done');
  const queued = await count('SELECT COUNT(*) AS n FROM outbox');
  await captureAll();
  expect(await newest()).toMatchObject({ status: 'paused', recipients: MANY, due_at: null });
  expect(await count('SELECT COUNT(*) AS n FROM outbox')).toBe(queued);
  expect(await resumeCampaign(mail.database, mail.realm, id)).toBe('done');
  await expandOnce(mail.database, expansion);
  expect(await count('SELECT COUNT(*) AS n FROM outbox')).toBeGreaterThan(queued);
  expect(await kept()).toBe(MANY);
});

it('what is cancelled meanwhile keeps nobody', async () => {
  await launch();
  await expandOnce(mail.database, expansion);
  const { campaign_id: id } = await newest();
  await due();
  const late = heedless(mail.database, /FROM subscriptions/, () =>
    cancelCampaign(mail.database, mail.realm, id),
  );
  await expandOnce(late, expansion);
  expect(await newest()).toMatchObject({ status: 'cancelled', due_at: null });
  expect(await count('SELECT COUNT(*) AS n FROM campaign_recipients')).toBe(0);
  expect(await count('SELECT COUNT(*) AS n FROM outbox')).toBe(0);
  await sleep(10);
  expect(await expandOnce(mail.database, expansion)).toBe('idle');
});

it('slices are read by the index of the list', async () => {
  const [row] = await mail.database.rowsOf<{ key: string; rows: number }>(
    `EXPLAIN SELECT s.contact_id FROM subscriptions s WHERE s.realm_id = ? AND s.list_id = ? AND s.contact_id > 1 AND s.contact_id <= 2`,
    [mail.realm.realmId, listId],
  );
  expect(row).toMatchObject({ key: 'subscriptions_list' });
});

it('a contact without an address is no deleted one: its message says why it was not sent', async () => {
  const few = await mail.list();
  await subscribeMany(mail, few, 'bare', 3);
  await mail.database.write(
    'ALTER TABLE contacts MODIFY email VARCHAR(254) NULL, MODIFY email_as_given VARCHAR(254) NULL',
  );
  await mail.database.write(
    "UPDATE contacts SET email = NULL, email_as_given = NULL WHERE email = 'bare1@example.org'",
  );
  await mail.database.write("DELETE FROM contacts WHERE email = 'bare2@example.org'");
  await launch({ listId: few });
  await expandOnce(mail.database, expansion);
  const messages = await mail.database.rows<{ recipient: string; status: string; outcome: string }>(
    'SELECT recipient, status, outcome FROM messages ORDER BY message_id',
  );
  expect(messages).toEqual([
    { recipient: 'bare0@example.org', status: 'queued', outcome: '' },
    { recipient: '', status: 'suppressed', outcome: 'not sent: the contact has no address' },
  ]);
  expect(await newest()).toMatchObject({ recipients: 3, expanded: 3, suppressed: 1 });
});
