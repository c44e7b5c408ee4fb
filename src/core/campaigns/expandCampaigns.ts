/**
 * Turns the recipients of launches into queued messages, a batch at a time. One batch is one transaction: its
 * recipients leave the campaign's list in the same commit that puts their messages into the outbox, so whatever
 * dies in between neither loses a recipient nor mails one twice, and nothing larger than a batch is ever in memory.
 * The row lock on the campaign keeps other processes off it meanwhile; they pass on to the next campaign.
 */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Sql, SqlValue } from '../../db/sql';
import { suppressionReason } from '../messages/acceptMessages';
import { newMessageId } from '../messages/messageId';
import type { Realm } from '../realms/realm';
import { outboxRoute } from '../sending/routeName';
import { blockingOptOuts } from '../suppression/blockingOptOuts';
import type { UniversalOptOuts } from '../suppression/universalOptOuts';
import { finishCampaign } from './finishCampaign';
import { LAUNCH_BYTES } from './launchCampaign';

export interface Expansion {
  realmOf(realmId: number): Promise<Realm | null>;
  readonly universalOptOuts: UniversalOptOuts;
  readonly messageIdDomain: string;
}

/**
 * `moved`: messages were queued. `idle`: nothing is due. `soon`: there is something to do as soon as mail has gone
 * out. Failures keep their campaign from being tried again for a while, so that the others go on.
 */
export type ExpansionStep = 'moved' | 'idle' | 'soon';

/** Recipients of one transaction. */
const BATCH = 500;
/**
 * Messages that may wait for a sending route before a launch adds more. Single sends stand in the same queue, so this
 * bounds how long a launch can keep them waiting, and how much is left to stop when a launch is paused.
 */
const MAX_WAITING = 2000;
/** How soon to look at a campaign again: while its route is full, while its last mails go out, while some are deferred. */
const WHILE_FULL_MS = 500;
const WHILE_SENDING_MS = 100;
const WHILE_DEFERRED_MS = 15_000;
/** Campaigns that are looked at in one go. */
const MAX_PASSED = 50;
const AFTER_FAILURE_MS = 30_000;

const NO_ADDRESS = 'not sent: the contact has no address';

/** A campaign that is due, locked. */
interface Due {
  realm_id: number;
  campaign_id: number;
  list_id: number;
  suppression_list_id: number;
  name: string;
  sender: string;
  reply_to: string;
  envelope_sender: string;
  route: string;
  last_contact_id: number;
  recipients: number;
  expanded: number;
  bytes: number;
}

interface Recipient {
  contact_id: number;
  email_format: number;
  /** 0 where the contact was deleted meanwhile. */
  is_there: number;
  /** Null for a contact without an address. */
  email: string | null;
  email_as_given: string | null;
  first_name: string;
  customer_key?: Buffer | null;
}

/** Moves one batch of the campaign of this database that has been due longest. */
export async function expandOnce(database: Database, expansion: Expansion): Promise<ExpansionStep> {
  let soon = false;
  // Launches that only wait for their mail are passed by: one that has mail to queue may stand behind many of them.
  for (let passed = 0; passed < MAX_PASSED; passed++) {
    const step = await expandNext(database, expansion);
    if (step === 'moved') return step;
    if (step === 'idle') return soon ? 'soon' : 'idle';
    soon ||= step === 'soon';
  }
  return 'soon';
}

/** @returns `later` for a campaign that needs nothing for a while, `idle` where none is due */
async function expandNext(database: Database, expansion: Expansion): Promise<ExpansionStep | 'later'> {
  let failing: Due | null = null;
  try {
    return await withRetry(database, async (sql) => {
      const campaign = await nextDue(sql);
      if (!campaign) return 'idle';
      failing = campaign;
      const realm = await expansion.realmOf(campaign.realm_id);
      if (!realm) throw new Error('the realm of a campaign does not exist');
      if (campaign.expanded >= campaign.recipients)
        return await finishWhenSent(sql, realm, campaign, expansion);
      if (!(await isFull(sql, campaign.route))) return await moveBatch(sql, realm, campaign, expansion);
      await putOff(sql, campaign, WHILE_FULL_MS);
      return 'soon';
    });
  } catch (error) {
    if (failing) await putOff(database, failing, AFTER_FAILURE_MS);
    throw error;
  }
}

async function isFull(sql: Sql, route: string): Promise<boolean> {
  const [row] = await sql.rows<{ waiting: number }>(
    `SELECT COUNT(*) AS waiting FROM (SELECT 1 FROM outbox FORCE INDEX (outbox_due)
      WHERE route = ? AND due_at <= UTC_TIMESTAMP(3) LIMIT ${MAX_WAITING}) AS due`,
    [outboxRoute(route)],
  );
  return row!.waiting >= MAX_WAITING;
}

async function nextDue(sql: Sql): Promise<Due | undefined> {
  const [campaign] = await sql.rows<Due>(
    `SELECT realm_id, campaign_id, list_id, suppression_list_id, name, sender, reply_to, envelope_sender, route,
            last_contact_id, recipients, expanded, ${LAUNCH_BYTES} AS bytes
       FROM campaigns FORCE INDEX (campaigns_due)
      WHERE due_at <= UTC_TIMESTAMP(3) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return campaign;
}

async function moveBatch(
  sql: Sql,
  realm: Realm,
  campaign: Due,
  expansion: Expansion,
): Promise<ExpansionStep> {
  const recipients = await nextRecipients(sql, realm, campaign);
  const last = recipients.at(-1);
  if (!last) throw new Error('a campaign has fewer recipients than it says');
  const messages = await withReasons(sql, realm, campaign, expansion, recipients);
  if (messages.length > 0) {
    await insertMessages(
      sql,
      realm,
      campaign,
      messages.map(({ recipient, reason }) => [
        recipient.contact_id,
        recipient.email_format,
        newMessageId(realm, expansion.messageIdDomain),
        recipient.email_as_given ?? '',
        reason ? 'suppressed' : 'queued',
        reason ?? '',
        reason ? 1 : 0,
      ]),
    );
    await queueRange(sql, campaign, last.contact_id);
  }
  const range: SqlValue[] = [campaign.realm_id, campaign.campaign_id, last.contact_id];
  await sql.write(
    'DELETE FROM campaign_recipients WHERE realm_id = ? AND campaign_id = ? AND contact_id <= ?',
    range,
  );
  await sql.write(
    `UPDATE campaigns SET status = 'running', expanded = expanded + ?, suppressed = suppressed + ?,
            last_contact_id = ?, due_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND campaign_id = ?`,
    [
      recipients.length,
      messages.filter(({ reason }) => reason !== null).length,
      last.contact_id,
      campaign.realm_id,
      campaign.campaign_id,
    ],
  );
  return 'moved';
}

/** Those who are still there, each with what keeps mail from it, or null. */
async function withReasons(
  sql: Sql,
  realm: Realm,
  campaign: Due,
  { universalOptOuts }: Expansion,
  recipients: readonly Recipient[],
): Promise<{ recipient: Recipient; reason: string | null }[]> {
  const there = recipients.filter(({ is_there: isThere }) => isThere);
  const reached = there.flatMap((recipient) =>
    recipient.email === null || !recipient.email_as_given
      ? []
      : [{ ...recipient, email: recipient.email, address: recipient.email_as_given }],
  );
  const barriers = await blockingOptOuts(
    sql,
    universalOptOuts,
    realm,
    reached.map(({ email, address, first_name, customer_key }) => ({
      identity: {
        email,
        firstName: first_name,
        customerKey: customer_key ? customer_key.toString('utf8') : null,
      },
      email: address,
      listId: campaign.list_id,
      overrides: false,
      suppressionListId: campaign.suppression_list_id,
    })),
  );
  const reasons = new Map(
    reached.map(({ contact_id: id }, i) => [id, barriers[i] ? suppressionReason(barriers[i]) : null]),
  );
  return there.map((recipient) => {
    const reason = reasons.get(recipient.contact_id);
    return { recipient, reason: reason === undefined ? NO_ADDRESS : reason };
  });
}

const nextRecipients = (sql: Sql, realm: Realm, campaign: Due): Promise<Recipient[]> =>
  sql.rows<Recipient>(
    `SELECT r.contact_id, r.email_format, c.contact_id IS NOT NULL AS is_there, c.email, c.email_as_given, c.first_name${realm.usesCustomerKey ? ', c.customer_key' : ''}
       FROM campaign_recipients r LEFT JOIN contacts c ON c.realm_id = r.realm_id AND c.contact_id = r.contact_id
      WHERE r.realm_id = ? AND r.campaign_id = ? AND r.contact_id > ? ORDER BY r.contact_id LIMIT ${BATCH}`,
    [campaign.realm_id, campaign.campaign_id, campaign.last_contact_id],
  );

async function insertMessages(
  sql: Sql,
  realm: Realm,
  campaign: Due,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const shared: SqlValue[] = [
    realm.realmId,
    campaign.list_id,
    campaign.name,
    campaign.campaign_id,
    campaign.sender,
    campaign.reply_to,
    campaign.envelope_sender,
    campaign.route,
  ];
  // The subject is made with the bodies, when the message is sent.
  await sql.writeOf(
    `INSERT INTO messages (realm_id, list_id, campaign_name, campaign_id, sender, reply_to, envelope_sender, route,
       contact_id, email_format, internet_message_id, recipient, status, outcome, attempts,
       subject, created_at, completed_at)
     VALUES ${rows
       .map(
         (row) =>
           `(${'?, '.repeat(shared.length + row.length)}'', UTC_TIMESTAMP(3), ${row.includes('suppressed') ? 'UTC_TIMESTAMP(3)' : 'NULL'})`,
       )
       .join(', ')}`,
    rows.flatMap((row) => [...shared, ...row]),
  );
}

/** Queues what this batch stored, found by its contacts: not every server numbers the rows of one insert in a row. */
async function queueRange(sql: Sql, campaign: Due, lastContactId: number): Promise<void> {
  const range = 'm.realm_id = ? AND m.campaign_id = ? AND m.contact_id > ? AND m.contact_id <= ?';
  const values = [campaign.realm_id, campaign.campaign_id, campaign.last_contact_id, lastContactId];
  await sql.write(
    `INSERT INTO outbox (realm_id, message_id, route, due_at, bytes)
     SELECT m.realm_id, m.message_id, ?, UTC_TIMESTAMP(3), ? FROM messages m WHERE ${range} AND m.status = 'queued'`,
    [outboxRoute(campaign.route), campaign.bytes, ...values],
  );
}

/** Everybody has been moved on: the launch is done when the outbox has none of its messages any more. */
async function finishWhenSent(
  sql: Sql,
  realm: Realm,
  campaign: Due,
  { messageIdDomain }: Expansion,
): Promise<ExpansionStep | 'later'> {
  const [waiting] = await sql.rows<{ attempts: number | null; messages: number }>(
    `SELECT MIN(o.attempts) AS attempts, COUNT(*) AS messages FROM outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
      WHERE o.realm_id = ? AND m.campaign_id = ?`,
    [campaign.realm_id, campaign.campaign_id],
  );
  if (waiting && waiting.attempts !== null) {
    const isSending = waiting.attempts === 0;
    // Many may wait for their turn at a domain, for hours.
    const whileSending = Math.min(Math.max(WHILE_SENDING_MS, waiting.messages), WHILE_DEFERRED_MS);
    await putOff(sql, campaign, isSending ? whileSending : WHILE_DEFERRED_MS);
    return isSending ? 'soon' : 'later';
  }
  const isTold = await finishCampaign(sql, realm, campaign.campaign_id, messageIdDomain);
  return isTold ? 'moved' : 'later';
}

async function putOff(sql: Sql, { realm_id, campaign_id }: Due, milliseconds: number): Promise<void> {
  await sql.write(
    `UPDATE campaigns SET status = IF(status = 'queued', 'running', status),
            due_at = TIMESTAMPADD(MICROSECOND, ?, UTC_TIMESTAMP(3))
      WHERE realm_id = ? AND campaign_id = ? AND due_at IS NOT NULL`,
    [milliseconds * 1000, realm_id, campaign_id],
  );
}
