/**
 * The first half of a launch, before anything is locked: checks everything that was asked for, and reads and fetches
 * what the mails are made of. A call that is refused has sent no request.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { ArticleExpander } from '../articles/articleExpander';
import type { List } from '../lists/list';
import { requireList } from '../lists/lists';
import { mailboxProblem, parseMailbox } from '../identity/mailbox';
import { messageHeaders, type MessageHeaders } from '../messages/messageHeaders';
import { messageParts } from '../messages/messageParts';
import { NO_OPTIONS } from '../messages/sendRequest';
import type { Realm } from '../realms/realm';
import { requireRule } from '../segmentation/segmentationRules';
import { countSegment, readRule } from '../segmentation/segments';
import { requireSuppressionList } from '../suppression/suppressionLists';
import { completeText } from '../templates/completeText';
import { isLonger } from '../../text/isLonger';
import { oneLine } from '../../text/oneLine';
import type { PageSource } from '../templates/pageSource';
import { requireTemplate } from '../templates/templates';
import { fetchIntoTexts } from './fetchIntoTexts';
import type { LaunchRequest } from './launchRequest';

export interface PlanContext {
  /** The realm's database. */
  readonly sql: Sql;
  readonly realm: Realm;
  readonly now: Date;
  readonly smartget: PageSource;
  readonly mail: { readonly messageIdDomain: string; readonly defaultSender: string };
}

/** A launch with all that it takes along. */
export interface LaunchPlan {
  /** The request, its addresses bare. */
  readonly asked: LaunchRequest;
  readonly headers: MessageHeaders;
  readonly content: Content;
  /** The segmentation rule as it stands now; null for everybody on the list. */
  readonly rule: string | null;
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

/**
 * @throws {ApiError} `list.notFound`, `segmentation.notFound`, `segmentation.ruleInvalid`, `suppressionList.notFound`,
 *   `template.notFound`, `message.noSender`, `message.empty`, `argument.invalid`, `argument.missing`, `launch.refused`,
 *   `template.smartgetFailed`, `template.unreadable`, `request.tooLarge`
 */
export async function planLaunch(context: PlanContext, request: LaunchRequest): Promise<LaunchPlan> {
  const [plan] = await planLaunches(context, [request]);
  return plan!;
}

/** Several launches of one call: each is checked before a page is fetched for any. Throws what `planLaunch` does. */
export async function planLaunches(
  context: PlanContext,
  requests: readonly LaunchRequest[],
): Promise<LaunchPlan[]> {
  const drafts: LaunchPlan[] = [];
  for (const request of requests) drafts.push(await draft(context, request));
  const pages = context.smartget.ofRealm(context.realm.realmId);
  const texts = drafts.flatMap(({ content: { subject, plainText, html } }) => [subject, plainText, html]);
  const fetched = await fetchIntoTexts(texts, pages);
  return drafts.map((plan, i) => {
    const [subject, plainText, html] = fetched.slice(3 * i, 3 * i + 3) as [string, string, string];
    const content = { ...plan.content, subject: oneLine(subject), plainText, html };
    checkParts(plan.asked, content);
    return { ...plan, content };
  });
}

/** How many contacts a launch is for at this moment; 1 in test mode. */
export async function countRecipients(
  { sql, realm, now }: PlanContext,
  { asked, rule }: LaunchPlan,
): Promise<number> {
  if (asked.testMode) return 1;
  return countSegment(sql, realm, asked.listId, rule === null ? null : await readRule(sql, realm, rule, now));
}

async function draft(context: PlanContext, request: LaunchRequest): Promise<LaunchPlan> {
  const { sql, realm } = context;
  const list = await requireList(sql, realm, request.listId);
  const audience = await audienceOf(context, request);
  const content = await contentOf(context, request, list);
  checkParts(request, content);
  const headers = messageHeaders(
    { ...NO_OPTIONS, from: request.from, route: request.route, campaignName: request.name },
    list,
    context.mail.defaultSender,
  );
  const creatorEmail = creator(request);
  const notifyEmail = address('notifyEmail', request.notifyEmail);
  return { asked: { ...request, creatorEmail, notifyEmail }, headers, content, ...audience };
}

function checkParts({ format }: LaunchRequest, { html, plainText }: Content): void {
  messageParts(format, null, { html: html.trim() !== '', plain: plainText.trim() !== '' });
}

/** What the request names, as it stands now. */
async function audienceOf(
  { sql, realm, now }: PlanContext,
  { segmentationId, suppressionList }: LaunchRequest,
): Promise<Pick<LaunchPlan, 'rule' | 'suppressionListId'>> {
  const stored = segmentationId > 0 ? await requireRule(sql, realm, segmentationId) : null;
  if (stored) await readRule(sql, realm, stored.rules, now);
  return {
    rule: stored && stored.rules,
    suppressionListId: suppressionList === '' ? 0 : await requireSuppressionList(sql, realm, suppressionList),
  };
}

/** The template that the call names, else the default one of the list; its pages not yet fetched. */
async function contentOf(
  { sql, realm, now }: PlanContext,
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
  return {
    templateId,
    subject: await complete('subject', subject),
    plainText: await complete('plainText', template.plainText),
    html: await complete('html', template.html),
  };
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
