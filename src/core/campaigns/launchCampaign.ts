/**
 * The second half of a launch, in the caller's transaction: keeps the template and the sender as they were planned.
 * Who it is for is kept beginning with this transaction (captureSlice.ts), and the mail follows (expandCampaigns.ts).
 */
import type { Sql } from '../../db/sql';
import { selectContacts } from '../contacts/contactRows';
import { fold } from '../identity/fold';
import { newMessageId } from '../messages/messageId';
import type { Realm } from '../realms/realm';
import { outboxRoute } from '../sending/routeName';
import { captureSlice } from './captureSlice';
import type { LaunchPlan } from './planLaunch';

export interface LaunchContext {
  /** The caller's transaction in the realm's database. */
  readonly sql: Sql;
  readonly realm: Realm;
  readonly now: Date;
  readonly mail: { readonly messageIdDomain: string };
}

/** @returns the number of the campaign */
export async function launchCampaign(context: LaunchContext, plan: LaunchPlan): Promise<number> {
  const campaignId = await insertCampaign(context, plan, 'queued');
  if (plan.asked.testMode) await queueTest(context, campaignId, plan);
  else await captureFirst(context, campaignId, plan);
  return campaignId;
}

/** Keeps the first slice of the recipients. @returns whether that was everybody */
export async function captureFirst(
  { sql, realm, now }: LaunchContext,
  campaignId: number,
  { asked: { listId, format }, rule }: LaunchPlan,
): Promise<boolean> {
  const { captureAfter } = await captureSlice(sql, realm, {
    campaign_id: campaignId,
    list_id: listId,
    forced_format: format ?? -1,
    segmentation_rule: rule,
    capture_after: 0,
    created_at: now,
  });
  return captureAfter === null;
}

/** A campaign for nobody yet, and with nothing to do. @returns its number */
export const holdCampaign = (context: LaunchContext, plan: LaunchPlan): Promise<number> =>
  insertCampaign(context, plan, 'held');

async function insertCampaign(
  { sql, realm, now }: LaunchContext,
  { asked: request, suppressionListId, content, headers, rule }: LaunchPlan,
  status: 'queued' | 'held',
): Promise<number> {
  const isTest = request.testMode;
  const { insertId } = await sql.write(
    `INSERT INTO campaigns (realm_id, list_id, name, template_id, segmentation_id, suppression_list_id,
       forced_format, test_mode, creator_email, notify_email, subject, plain_text, html, sender, reply_to, envelope_sender, route,
       segmentation_rule, capture_after, recipients, expanded, status, due_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
       ${status === 'held' ? 'NULL' : 'UTC_TIMESTAMP(3)'}, ?)`,
    [
      realm.realmId,
      request.listId,
      headers.campaignName,
      content.templateId,
      request.segmentationId,
      suppressionListId,
      request.format ?? -1,
      request.testMode,
      request.creatorEmail,
      request.notifyEmail,
      content.subject,
      content.plainText,
      content.html,
      headers.sender,
      headers.replyTo,
      headers.envelopeSender,
      headers.route,
      rule,
      isTest || status === 'held' ? null : 0,
      isTest ? 1 : 0,
      isTest ? 1 : 0,
      status,
      now,
    ],
  );
  return insertId;
}

/** Queues the one message of a test, with the data of the oldest contact at the creator's address, if there is one. */
async function queueTest(
  { sql, realm, now, mail }: LaunchContext,
  campaignId: number,
  { asked: { listId, creatorEmail, format }, headers }: LaunchPlan,
): Promise<void> {
  const [contact] = await selectContacts(
    sql,
    realm,
    'email = ?',
    [fold(creatorEmail)],
    'ORDER BY contact_id LIMIT 1',
  );
  const { insertId } = await sql.write(
    `INSERT INTO messages (realm_id, contact_id, list_id, campaign_name, campaign_id, email_format,
       internet_message_id, recipient, sender, reply_to, envelope_sender, route, subject, status, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 'queued', ?)`,
    [
      realm.realmId,
      contact?.contactId ?? null,
      listId,
      headers.campaignName,
      campaignId,
      format ?? 99,
      newMessageId(realm, mail.messageIdDomain),
      creatorEmail,
      headers.sender,
      headers.replyTo,
      headers.envelopeSender,
      headers.route,
      now,
    ],
  );
  await sql.write(
    `INSERT INTO outbox (realm_id, message_id, route, due_at, bytes)
     SELECT ?, ?, ?, UTC_TIMESTAMP(3), ${LAUNCH_BYTES} FROM campaigns WHERE realm_id = ? AND campaign_id = ?`,
    [realm.realmId, insertId, outboxRoute(headers.route), realm.realmId, campaignId],
  );
}

/** About what one message of a launch takes in memory, in SQL over its campaign. */
export const LAUNCH_BYTES =
  '1024 + OCTET_LENGTH(subject) + COALESCE(OCTET_LENGTH(plain_text), 0) + COALESCE(OCTET_LENGTH(html), 0)';
