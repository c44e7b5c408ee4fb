/**
 * Turns the recipients of launches into queued messages, a batch at a time. One batch is one transaction: its
 * recipients leave the campaign's list in the same commit that puts their messages into the outbox, so whatever
 * dies in between neither loses a recipient nor mails one twice, and nothing larger than a batch is ever in memory.
 * A campaign is taken for the time of a step; where two have taken it, the commit of one of them fails.
 */
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import { Superseded } from '../../db/claimLongestDue';
import { isTransient, type Sql, type SqlValue } from '../../db/sql';
import { suppressionReason } from '../messages/acceptMessages';
import { newMessageId } from '../messages/messageId';
import type { Realm } from '../realms/realm';
import { outboxRoute } from '../sending/routeName';
import { blockingOptOuts } from '../suppression/blockingOptOuts';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import { claimCampaign, putOffCampaign, type DueCampaign } from './campaignQueue';
import { captureSlice } from './captureSlice';
import { finishCampaign } from './finishCampaign';

export interface Expansion {
  realmOf(realmId: number): Promise<Realm | null>;
  readonly universalOptOuts: OptOutRegister;
  readonly messageIdDomain: string;
  /** A line for the owner's log; never addresses or contents. */
  note(event: string, details: Readonly<Record<string, string | number>>): void;
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

interface Recipient {
  contact_id: number;
  email_format: number;
  /** 0 if the contact was deleted meanwhile, or has left the list and the campaign passes over such. */
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

/** @returns `later` for a campaign that needs nothing for a while, `idle` if none is due */
async function expandNext(database: Database, expansion: Expansion): Promise<ExpansionStep | 'later'> {
  const campaign = await claimCampaign(database);
  if (!campaign) return 'idle';
  try {
    const realm = await expansion.realmOf(campaign.realm_id);
    if (!realm) throw new Error('the realm of a campaign does not exist');
    const captured =
      campaign.capture_after === null ? campaign : await capture(database, realm, campaign, expansion);
    if (campaign.status === 'held' || campaign.status === 'paused') return 'moved';
    return await expand(database, realm, captured, expansion);
  } catch (error) {
    if (error instanceof Superseded) return 'soon';
    await putOffCampaign(database, campaign, isTransient(error) ? 0 : AFTER_FAILURE_MS);
    throw error;
  }
}

/** @returns the campaign as it is after another slice of its recipients */
async function capture(
  database: Database,
  realm: Realm,
  campaign: DueCampaign,
  expansion: Expansion,
): Promise<DueCampaign> {
  const { recipients, captureAfter } = await withRetry(database, (sql) => captureSlice(sql, realm, campaign));
  const captured = {
    ...campaign,
    capture_after: captureAfter,
    recipients: campaign.recipients + recipients,
  };
  if (captureAfter === null)
    expansion.note('launch: recipients captured', {
      ...named(realm, captured),
      recipients: captured.recipients,
    });
  return captured;
}

async function expand(
  database: Database,
  realm: Realm,
  campaign: DueCampaign,
  expansion: Expansion,
): Promise<ExpansionStep | 'later'> {
  if (campaign.expanded < campaign.recipients) {
    if (!(await isFull(database, campaign.route)))
      return await withRetry(database, (sql) => moveBatch(sql, realm, campaign, expansion));
    await putOffCampaign(database, campaign, campaign.capture_after === null ? WHILE_FULL_MS : 0);
    return 'soon';
  }
  if (campaign.capture_after !== null) {
    await putOffCampaign(database, campaign, 0);
    return 'moved';
  }
  const waiting = await waitingMail(database, campaign);
  if (waiting) {
    await putOffCampaign(database, campaign, waiting.lookAgain);
    return waiting.step;
  }
  const isTold = await withRetry(database, (sql) =>
    finishCampaign(sql, realm, campaign.campaign_id, expansion.messageIdDomain),
  );
  expansion.note('launch: done', { ...named(realm, campaign), recipients: campaign.recipients });
  return isTold ? 'moved' : 'later';
}

/** A campaign in the log. */
const named = (
  realm: Realm,
  { campaign_id: campaign }: DueCampaign,
): Readonly<Record<string, string | number>> => ({ realm: realm.name, campaign });

async function isFull(sql: Sql, route: string): Promise<boolean> {
  const [row] = await sql.rows<{ waiting: number }>(
    `SELECT COUNT(*) AS waiting FROM (SELECT 1 FROM outbox FORCE INDEX (outbox_due)
      WHERE route = ? AND due_at <= UTC_TIMESTAMP(3) LIMIT ${MAX_WAITING}) AS due`,
    [outboxRoute(route)],
  );
  return row!.waiting >= MAX_WAITING;
}

async function moveBatch(
  sql: Sql,
  realm: Realm,
  campaign: DueCampaign,
  expansion: Expansion,
): Promise<ExpansionStep> {
  const recipients = await nextRecipients(sql, realm, campaign);
  const last = recipients.at(-1);
  if (!last) throw new Error('a campaign has fewer recipients than it says');
  const messages = await withReasons(sql, realm, campaign, expansion, recipients);
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET status = 'running', expanded = expanded + ?, suppressed = suppressed + ?,
            last_contact_id = ?, due_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND campaign_id = ? AND last_contact_id = ? AND status IN ('queued', 'running')`,
    [
      recipients.length,
      messages.filter(({ reason }) => reason !== null).length,
      last.contact_id,
      campaign.realm_id,
      campaign.campaign_id,
      campaign.last_contact_id,
    ],
  );
  // Another process has moved these, or somebody has stopped the launch.
  if (affectedRows !== 1) throw new Superseded();
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
  return 'moved';
}

/** Those who are still there, each with what keeps mail from it, or null. */
async function withReasons(
  sql: Sql,
  realm: Realm,
  campaign: DueCampaign,
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
    reached.map(({ contact_id: id, email, address, first_name, customer_key }) => ({
      identity: {
        email,
        firstName: first_name,
        contactId: id,
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

const nextRecipients = (sql: Sql, realm: Realm, campaign: DueCampaign): Promise<Recipient[]> =>
  sql.rows<Recipient>(
    `SELECT r.contact_id, r.email_format, c.contact_id IS NOT NULL AS is_there, c.email, c.email_as_given, c.first_name${realm.identity.hasKey ? ', c.customer_key' : ''}
       FROM campaign_recipients r
       ${campaign.skips_leavers ? 'LEFT JOIN subscriptions s ON s.realm_id = r.realm_id AND s.contact_id = r.contact_id AND s.list_id = ?' : ''}
       LEFT JOIN contacts c ON c.realm_id = r.realm_id AND c.contact_id = r.contact_id${campaign.skips_leavers ? ' AND s.contact_id IS NOT NULL' : ''}
      WHERE r.realm_id = ? AND r.campaign_id = ? AND r.contact_id > ? ORDER BY r.contact_id LIMIT ${BATCH}`,
    [
      ...(campaign.skips_leavers ? [campaign.list_id] : []),
      campaign.realm_id,
      campaign.campaign_id,
      campaign.last_contact_id,
    ],
  );

async function insertMessages(
  sql: Sql,
  realm: Realm,
  campaign: DueCampaign,
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
async function queueRange(sql: Sql, campaign: DueCampaign, lastContactId: number): Promise<void> {
  const range = 'm.realm_id = ? AND m.campaign_id = ? AND m.contact_id > ? AND m.contact_id <= ?';
  const values = [campaign.realm_id, campaign.campaign_id, campaign.last_contact_id, lastContactId];
  await sql.write(
    `INSERT INTO outbox (realm_id, message_id, route, due_at, bytes)
     SELECT m.realm_id, m.message_id, ?, UTC_TIMESTAMP(3), ? FROM messages m WHERE ${range} AND m.status = 'queued'`,
    [outboxRoute(campaign.route), campaign.bytes, ...values],
  );
}

/** What of a launch is in the outbox; null if nothing is any more, and the launch is done with that. */
async function waitingMail(
  sql: Sql,
  { realm_id, campaign_id }: DueCampaign,
): Promise<{ readonly step: 'soon' | 'later'; readonly lookAgain: number } | null> {
  const [waiting] = await sql.rows<{ attempts: number | null; messages: number }>(
    `SELECT MIN(o.attempts) AS attempts, COUNT(*) AS messages FROM outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
      WHERE o.realm_id = ? AND m.campaign_id = ?`,
    [realm_id, campaign_id],
  );
  if (!waiting || waiting.attempts === null) return null;
  if (waiting.attempts > 0) return { step: 'later', lookAgain: WHILE_DEFERRED_MS };
  // Many may wait for their turn at a domain, for hours.
  const lookAgain = Math.min(Math.max(WHILE_SENDING_MS, waiting.messages), WHILE_DEFERRED_MS);
  return { step: 'soon', lookAgain };
}
