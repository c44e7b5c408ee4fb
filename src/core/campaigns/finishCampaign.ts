/** The end of a launch, and the mail that says so. */
import { Superseded } from '../../db/claimLongestDue';
import type { Sql } from '../../db/sql';
import { parseMailbox } from '../identity/mailbox';
import { newMessageId } from '../messages/messageId';
import { insertQueued } from '../messages/messageRows';
import type { Realm } from '../realms/realm';
import { progressOf, type Campaign, type CampaignProgress } from './campaignProgress';

/**
 * Marks a launch as done and queues the mail to whom it may concern.
 * @returns true if a mail was queued
 * @throws {Superseded} if that was done before, or the launch was stopped
 */
export async function finishCampaign(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  messageIdDomain: string,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    `UPDATE campaigns SET status = 'done', due_at = NULL, completed_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND campaign_id = ? AND status IN ('queued', 'running')`,
    [realm.realmId, campaignId],
  );
  if (affectedRows !== 1) throw new Superseded();
  const progress = await progressOf(sql, realm, campaignId);
  if (!progress) return false;
  return queueNotice(sql, realm, progress, messageIdDomain, {
    subject: `Campaign ${campaignId} has ended`,
    text: report(realm, progress),
  });
}

/**
 * Queues a mail to whom it may concern, from the sender of the campaign.
 * @returns false if it concerns nobody
 */
export async function queueNotice(
  sql: Sql,
  realm: Realm,
  { notifyEmail, sender, route }: Pick<Campaign, 'notifyEmail' | 'sender' | 'route'>,
  messageIdDomain: string,
  { subject, text }: { readonly subject: string; readonly text: string },
): Promise<boolean> {
  if (notifyEmail === '') return false;
  await insertQueued(
    sql,
    realm,
    {
      contactId: null,
      listId: 0,
      campaignId: 0,
      internetMessageId: newMessageId(realm, messageIdDomain),
      recipient: { name: '', address: notifyEmail },
      headers: {
        sender,
        replyTo: '',
        envelopeSender: parseMailbox(sender)!.address,
        cc: [],
        bcc: [],
        route,
        campaignName: '',
      },
      subject,
      plainText: text,
      html: null,
      attachments: [],
      overridesOptOut: true,
    },
    new Date(),
  );
  return true;
}

const report = (realm: Realm, progress: CampaignProgress): string =>
  [
    `Campaign ${progress.campaignId}${progress.name ? ` (${progress.name})` : ''} of the realm ${realm.name} has ended.`,
    '',
    `Subject:     ${progress.subject.replace(/\p{Cc}/gu, ' ')}`,
    `List:        ${progress.listId}`,
    `Recipients:  ${progress.recipients}`,
    `Sent:        ${progress.sent}`,
    `Suppressed:  ${progress.suppressed}`,
    `Failed:      ${progress.failed}`,
    '',
  ].join('\n');
