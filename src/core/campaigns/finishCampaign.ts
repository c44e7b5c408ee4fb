/** The end of a launch, and the mail that says so. */
import type { Sql } from '../../db/sql';
import { parseMailbox } from '../messages/mailbox';
import { newMessageId } from '../messages/messageId';
import { insertQueued } from '../messages/messageRows';
import type { Realm } from '../realms/realm';
import { progressOf, type CampaignProgress } from './campaignProgress';

/**
 * Marks a launch as done and queues the mail to whom it may concern.
 * @returns true where a mail was queued
 */
export async function finishCampaign(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  messageIdDomain: string,
): Promise<boolean> {
  await sql.write(
    `UPDATE campaigns SET status = 'done', due_at = NULL, completed_at = UTC_TIMESTAMP(3)
      WHERE realm_id = ? AND campaign_id = ?`,
    [realm.realmId, campaignId],
  );
  const progress = await progressOf(sql, realm, campaignId);
  if (!progress || progress.notifyEmail === '') return false;
  const sender = parseMailbox(progress.sender)!;
  await insertQueued(
    sql,
    realm,
    {
      contactId: null,
      listId: 0,
      campaignId: 0,
      internetMessageId: newMessageId(realm, messageIdDomain),
      recipient: { name: '', address: progress.notifyEmail },
      headers: {
        sender: progress.sender,
        replyTo: '',
        envelopeSender: sender.address,
        cc: [],
        bcc: [],
        route: progress.route,
        campaignName: '',
      },
      subject: `Campaign ${campaignId} has ended`,
      plainText: report(realm, progress),
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
    `Opted out:   ${progress.suppressed}`,
    `Failed:      ${progress.failed}`,
    '',
  ].join('\n');
