/**
 * Launches a list, in the caller's transaction: checks everything that was asked for, and keeps the template, the
 * sender and the recipients as they are at this moment. Mail follows in the background (expandCampaigns.ts).
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { ArticleExpander } from '../articles/articleExpander';
import { selectContacts } from '../contacts/contactRows';
import { fold } from '../identity/fold';
import type { List } from '../lists/list';
import { requireList } from '../lists/lists';
import { mailboxProblem, parseMailbox } from '../identity/mailbox';
import { messageHeaders, type MessageHeaders } from '../messages/messageHeaders';
import { newMessageId } from '../messages/messageId';
import { messageParts } from '../messages/messageParts';
import { NO_OPTIONS } from '../messages/sendRequest';
import type { Realm } from '../realms/realm';
import { outboxRoute } from '../sending/routeName';
import type { RuleCondition } from '../segmentation/ruleCondition';
import { requireRule } from '../segmentation/segmentationRules';
import { readRule, segmentSource } from '../segmentation/segments';
import { requireSuppressionList } from '../suppression/suppressionLists';
import { oneLine } from '../../text/oneLine';
import { completeText } from '../templates/completeText';
import type { PageSource } from '../templates/pageSource';
import { isLonger } from '../../text/isLonger';
import { requireTemplate } from '../templates/templates';
import { fetchIntoTemplate } from './fetchIntoTemplate';
import type { LaunchRequest } from './launchRequest';

export interface LaunchContext {
  /** The caller's transaction in the realm's database. */
  readonly sql: Sql;
  readonly realm: Realm;
  readonly now: Date;
  readonly smartget: PageSource;
  readonly mail: { readonly messageIdDomain: string; readonly defaultSender: string };
}

export interface Launch {
  readonly campaignId: number;
  /** Contacts that the launch is for, or 1 in test mode. */
  readonly recipients: number;
}

/** Who a launch is for, out of the subscribers of its list. */
interface Audience {
  /** Null for everybody. */
  readonly rule: RuleCondition | null;
  /** 0 for none. */
  readonly suppressionListId: number;
}

/** The parts of a template that mail is made of. */
interface Content {
  readonly templateId: number;
  readonly subject: string;
  readonly plainText: string;
  readonly html: string;
}

const MAX_SUBJECT = 2000;
/** Characters of whoever launches that are kept. */
const MAX_CREATOR = 254;

interface StoredCampaign {
  readonly campaignId: number;
  /** The request, its addresses bare. */
  readonly asked: LaunchRequest;
  readonly headers: MessageHeaders;
  readonly audience: Audience;
}

/**
 * @throws {ApiError} `list.notFound`, `segmentation.notFound`, `segmentation.ruleInvalid`, `suppressionList.notFound`,
 *   `template.notFound`, `message.noSender`, `message.empty`, `argument.invalid`, `argument.missing`, `launch.refused`,
 *   `template.smartgetFailed`, `template.unreadable`, `request.tooLarge`
 */
export async function launchCampaign(context: LaunchContext, request: LaunchRequest): Promise<Launch> {
  const { sql, realm } = context;
  const { campaignId, asked, headers, audience } = await storeCampaign(context, request);
  const recipients = request.testMode
    ? await queueTest(context, campaignId, asked, headers)
    : await captureRecipients(sql, realm, campaignId, request, audience);
  await sql.write(
    'UPDATE campaigns SET recipients = ?, expanded = ? WHERE realm_id = ? AND campaign_id = ?',
    [recipients, request.testMode ? recipients : 0, realm.realmId, campaignId],
  );
  return { campaignId, recipients };
}

/** The first half of a launch: checks what was asked for and keeps its content, for nobody yet. Throws what it does. */
export async function storeCampaign(context: LaunchContext, request: LaunchRequest): Promise<StoredCampaign> {
  const { sql, realm } = context;
  const list = await requireList(sql, realm, request.listId);
  const audience = await audienceOf(context, request);
  const content = await contentOf(context, request, list);
  const has = { html: content.html.trim() !== '', plain: content.plainText.trim() !== '' };
  messageParts(request.format, null, has);
  const headers = messageHeaders(
    { ...NO_OPTIONS, from: request.from, route: request.route, campaignName: request.name },
    list,
    context.mail.defaultSender,
  );
  const creatorEmail = creator(request);
  const notifyEmail = address('notifyEmail', request.notifyEmail);
  const asked = { ...request, creatorEmail, notifyEmail };
  const campaignId = await insertCampaign(context, asked, audience, content, headers);
  return { campaignId, asked, headers, audience };
}

/** What the request names, as it stands now; asked for before anything is made. */
async function audienceOf(
  { sql, realm, now }: LaunchContext,
  { segmentationId, suppressionList }: LaunchRequest,
): Promise<Audience> {
  const stored = segmentationId > 0 ? await requireRule(sql, realm, segmentationId) : null;
  return {
    rule: stored && (await readRule(sql, realm, stored.rules, now)),
    suppressionListId: suppressionList === '' ? 0 : await requireSuppressionList(sql, realm, suppressionList),
  };
}

/** The template that the call names, else the default one of the list. */
async function contentOf(
  { sql, realm, now, smartget }: LaunchContext,
  request: LaunchRequest,
  list: List,
): Promise<Content> {
  const templateId = request.templateId || Math.max(0, list.templateId);
  if (templateId === 0) fail('launch.refused', { reason: 'neither the call nor the list names a template' });
  const template = await requireTemplate(sql, realm, templateId);
  const subject = request.subject || template.subject;
  if (subject.length > MAX_SUBJECT)
    fail('argument.invalid', { name: 'subject', reason: `it is longer than ${MAX_SUBJECT} characters` });
  const articles = new ArticleExpander(sql, realm, now);
  const complete = (part: string, text: string): Promise<string> => completeText(articles, realm, part, text);
  const texts = [
    await complete('subject', subject),
    await complete('plainText', template.plainText),
    await complete('html', template.html),
  ];
  const [fetchedSubject, plainText, html] = await Promise.all(
    texts.map((text) => fetchIntoTemplate(text, smartget)),
  );
  return { templateId, subject: oneLine(fetchedSubject!), plainText: plainText!, html: html! };
}

/** Who launches: the address of the one message in test mode, else only kept. Old programs give a name. */
function creator({ testMode, creatorEmail }: LaunchRequest): string {
  if (testMode && creatorEmail.trim() === '') fail('argument.missing', { name: 'creatorEmail' });
  const given = creatorEmail.trim();
  if (testMode) return address('creatorEmail', given);
  return parseMailbox(given)?.address ?? (isLonger(given, MAX_CREATOR) ? '' : given);
}

/** An address that may be empty, bare. */
function address(name: string, text: string): string {
  if (text.trim() === '') return '';
  return parseMailbox(text)?.address ?? fail('argument.invalid', { name, reason: mailboxProblem(text) });
}

async function insertCampaign(
  { sql, realm, now }: LaunchContext,
  request: LaunchRequest,
  { suppressionListId }: Audience,
  content: Content,
  headers: MessageHeaders,
): Promise<number> {
  const { insertId } = await sql.write(
    `INSERT INTO campaigns (realm_id, list_id, name, template_id, segmentation_id, suppression_list_id,
       forced_format, test_mode, creator_email, notify_email, subject, plain_text, html, sender, reply_to, envelope_sender, route,
       status, due_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', UTC_TIMESTAMP(3), ?)`,
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
      now,
    ],
  );
  return insertId;
}

/** Keeps who is on the list at this moment and fits its rule, in one statement. @returns how many there are */
export async function captureRecipients(
  sql: Sql,
  realm: Realm,
  campaignId: number,
  { listId, format }: LaunchRequest,
  { rule }: Audience,
): Promise<number> {
  const source = segmentSource(realm, listId, rule);
  const { affectedRows } = await sql.writeOf(
    `INSERT INTO campaign_recipients (realm_id, campaign_id, contact_id, email_format)
     SELECT s.realm_id, ?, s.contact_id, ${format === null ? 's.email_format' : '?'} ${source.sql}`,
    [campaignId, ...(format === null ? [] : [format]), ...source.values],
  );
  return affectedRows;
}

/** Queues the one message of a test, with the data of the oldest contact at the creator's address, if there is one. */
async function queueTest(
  { sql, realm, now, mail }: LaunchContext,
  campaignId: number,
  { listId, creatorEmail, format }: LaunchRequest,
  headers: MessageHeaders,
): Promise<number> {
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
  return 1;
}

/** About what one message of a launch takes in memory, in SQL over its campaign. */
export const LAUNCH_BYTES =
  '1024 + OCTET_LENGTH(subject) + COALESCE(OCTET_LENGTH(plain_text), 0) + COALESCE(OCTET_LENGTH(html), 0)';
