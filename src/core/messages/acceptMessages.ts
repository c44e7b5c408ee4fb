/**
 * Accepts messages: checks everything a caller asked for and fetches what it takes before the caller's transaction,
 * then personalises and puts the messages into the outbox in it. All of a call's messages are accepted, or a fault
 * leaves none.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { stickyCampaign } from './stickyCampaign';
import type { Contact } from '../contacts/contact';
import { findContact, findContactById } from '../contacts/contactRows';
import type { SubscriberTokens } from '../../secrets/subscriberTokens';
import type { List } from '../lists/list';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { BLOCK_REASONS, blockingOptOuts, type BlockReason } from '../suppression/blockingOptOuts';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import type { Values } from '../templates/language/values';
import type { PageSource } from '../templates/pageSource';
import { FetchedTexts } from '../templates/fetchedTexts';
import type { LinkValueSigner } from '../../secrets/linkValueSigner';
import { trackingBase } from '../links/linkTags';
import { signLinks } from '../links/signLinks';
import { trackedHtml } from '../links/trackedHtml';
import { ContentRenderer, type RenderedContent, type RecipientContext } from './contentRenderer';
import { recipientContext, valuesFor } from './recipientContext';
import { messageContent, type MessageContent } from './messageContent';
import { messageHeaders, type MessageHeaders } from './messageHeaders';
import { messageMark, newMessageId } from './messageId';
import { messageParts, type Parts } from './messageParts';
import { insertQueued, insertSuppressed, messageBytes, type NewMessage } from './messageRows';
import { expectedBlock } from './recipients';
import type { RecipientDraft, SendRequest } from './sendRequest';

/** What accepting needs besides the request. */
export interface Acceptance {
  /** The caller's transaction in the realm's database. */
  readonly sql: Sql;
  readonly realm: Realm;
  readonly now: Date;
  readonly subscriberTokens: SubscriberTokens;
  readonly smartget: PageSource;
  /** Public address of this gateway, without a slash at its end; empty if it has none. */
  readonly publicUrl: string;
  readonly tracking: { readonly linkSigner: LinkValueSigner };
  readonly universalOptOuts: OptOutRegister;
  readonly mail: { readonly messageIdDomain: string; readonly defaultSender: string };
}

export interface AcceptedMessage {
  readonly messageId: number;
  /** What kept the message from being queued, or null. */
  readonly suppressedBy: BlockReason | null;
}

/** Bytes of one stored message: it must fit into one packet of a database with default settings (16 MB). */
const MAX_MESSAGE_BYTES = 12_000_000;
/** Bytes that one call may store. */
const MAX_CALL_BYTES = 64_000_000;
const MAX_SUBJECT = 2000;
const PACKET_TOO_LARGE = 1153;

/** A request that was checked, with what its messages are made of. */
export interface PreparedMessages {
  readonly request: SendRequest;
  readonly list: List | null;
  readonly content: MessageContent;
  readonly headers: MessageHeaders;
  /** Message-IDs, one for each recipient. */
  readonly messageIds: readonly string[];
  readonly fetched: FetchedTexts;
}

/**
 * The first half, before the transaction: checks the request, reads its content and fetches the pages that it takes in.
 * @param context its `sql` need not be a transaction
 * @throws {ApiError} `list.notFound`, `template.notFound`, `message.noSender`, `message.empty`, `message.toInvalid`,
 *   `request.tooLarge`, `template.smartgetFailed`
 */
export async function prepareMessages(context: Acceptance, request: SendRequest): Promise<PreparedMessages> {
  const { sql, realm, now } = context;
  const { options } = request;
  const list = options.listId > 0 ? await requireList(sql, realm, options.listId) : null;
  const headers = messageHeaders(options, list, context.mail.defaultSender);
  const content = await messageContent(sql, realm, request, now);
  messageParts(options.format, null, partsOf(content));
  const messageIds = request.recipients.map(() => newMessageId(realm, context.mail.messageIdDomain));
  const fetched = new FetchedTexts(context.smartget.ofRealm(realm.realmId));
  const prepared = { request, list, content, headers, messageIds, fetched };
  await fetchPages(context, prepared);
  return prepared;
}

async function fetchPages(context: Acceptance, prepared: PreparedMessages): Promise<void> {
  const { content, fetched, headers, request } = prepared;
  // Most messages fetch nothing, and are not read twice to find out.
  if (!Object.values(content).some((text: string) => /smartget/i.test(text))) return;
  const draft = new ContentRenderer(content, fetched);
  if (!draft.fetches) return;
  const addressees = await addresseesOf(context, prepared, await resolve(context, request.recipients));
  // Addresses may name the campaign.
  const campaignId = await stickyCampaign(
    context.sql,
    context.realm,
    request.options.listId,
    headers.campaignName,
    context.now,
  );
  await draft.fetchFor(
    addressees.map((each, i) => ({
      filling: fillingOf(context, prepared, each, campaignId, i),
      parts: each.parts,
    })),
  );
}

/**
 * The second half: stores and queues the messages of one request, in the caller's transaction. Those to people who
 * opted out are stored with the reason and never sent.
 * @returns one entry per recipient, in order
 * @throws {ApiError} `message.toInvalid`, `argument.invalid`, `request.tooLarge`, `template.smartgetFailed`
 */
export async function acceptMessages(
  context: Acceptance,
  prepared: PreparedMessages,
): Promise<AcceptedMessage[]> {
  const { sql, realm, now } = context;
  const { request, list, content, fetched } = prepared;
  const { options } = request;
  const recipients = await resolve(context, request.recipients);
  const levels = await blockingOptOuts(
    sql,
    context.universalOptOuts,
    realm,
    recipients.map(({ draft, contact }) => ({
      identity: contact?.identity ?? null,
      email: draft.mailbox.address,
      listId: options.listId,
      overrides: options.overridesOptOut,
    })),
  );
  const headers = await withoutOptedOutCopies(context, request, prepared.headers);
  const addressees = await addresseesOf(context, prepared, recipients);
  const campaignId = await stickyCampaign(sql, realm, options.listId, headers.campaignName, now);
  const html = await trackedHtml(sql, realm, content.html, { campaignId, list }, context.publicUrl);
  // A message has one picture that counts its opens, and pages are only pieces of it.
  const inPages = { campaignId, list: list && { ...list, trackHtmlReads: false } };
  const renderer = new ContentRenderer({ ...content, html }, fetched, (page) =>
    trackedHtml(sql, realm, page, inPages, context.publicUrl),
  );

  const accepted: AcceptedMessage[] = [];
  let bytes = 0;
  for (const [i, addressee] of addressees.entries()) {
    const internetMessageId = prepared.messageIds[i]!;
    const filled = await renderer.render(
      fillingOf(context, prepared, addressee, campaignId, i),
      addressee.parts,
    );
    const message = compose(context, request, headers, addressee, filled, { campaignId, internetMessageId });
    const size = messageBytes(message);
    bytes += size;
    if (size > MAX_MESSAGE_BYTES) tooLarge(`a message has more than ${MAX_MESSAGE_BYTES} bytes`);
    if (bytes > MAX_CALL_BYTES) tooLarge(`its messages have more than ${MAX_CALL_BYTES} bytes together`);
    const level = levels[i] ?? null;
    const messageId = await withinPacket(() =>
      level
        ? insertSuppressed(sql, realm, message, suppressionReason(level), now)
        : insertQueued(sql, realm, message, now),
    );
    accepted.push({ messageId, suppressedBy: level });
  }
  return accepted;
}

const partsOf = ({ html, plainText }: MessageContent): { html: boolean; plain: boolean } => ({
  html: html.trim() !== '',
  plain: plainText.trim() !== '',
});

/** Recipients with what their messages are filled with. */
async function addresseesOf(
  context: Acceptance,
  { request, content }: PreparedMessages,
  recipients: readonly Recipient[],
): Promise<Addressee[]> {
  const { sql, realm } = context;
  const has = partsOf(content);
  const addressees: Addressee[] = [];
  for (const recipient of recipients) {
    const parts = messageParts(request.options.format, await chosenFormat(context, request, recipient), has);
    const values = await valuesFor(sql, realm, content, request.data, recipient);
    addressees.push({ ...recipient, parts, values });
  }
  return addressees;
}

/** @param i which of the recipients it is */
const fillingOf = (
  context: Acceptance,
  { request, list, messageIds }: PreparedMessages,
  { contact, values }: Addressee,
  campaignId: number,
  i: number,
): RecipientContext =>
  recipientContext(
    {
      ...context,
      baseUrl: trackingBase(list, context.publicUrl),
      listId: request.options.listId,
      campaignId,
      messageMark: messageMark(messageIds[i]!),
    },
    contact?.contactId ?? null,
    values,
  );

/** Why a message was not sent, as its outcome says it. */
export const suppressionReason = (barrier: BlockReason): string => `not sent: ${BLOCK_REASONS[barrier]}`;

const tooLarge = (reason: string): never => fail('request.tooLarge', { reason });

interface Recipient {
  readonly draft: RecipientDraft;
  /** The contact whose data personalises the message; in a customer-key realm only a stranger has none. */
  readonly contact: Contact | null;
}

/** A recipient with what the texts of the message are made of. */
interface Addressee extends Recipient {
  readonly parts: Parts;
  readonly values: Values;
}

async function resolve(context: Acceptance, drafts: readonly RecipientDraft[]): Promise<Recipient[]> {
  const recipients: Recipient[] = [];
  for (const [i, draft] of drafts.entries()) {
    const contact = await contactOf(context, draft, drafts.length > 1 ? `block ${i + 1}` : 'the block');
    const mailbox =
      draft.mailbox.address === '' && contact ? { name: '', address: contact.email } : draft.mailbox;
    recipients.push({ draft: { ...draft, mailbox }, contact });
  }
  return recipients;
}

/** @throws {ApiError} `message.toInvalid` if the key of a block is nobody's */
async function contactOf(
  { sql, realm }: Acceptance,
  draft: RecipientDraft,
  block: string,
): Promise<Contact | null> {
  if (draft.isStranger) return null;
  if (draft.contactId !== undefined) return findContactById(sql, realm, draft.contactId);
  const isByKey = draft.customerKey !== null || !realm.identity.addressIdentifies;
  const contact = await findContact(sql, realm, {
    email: isByKey ? null : draft.mailbox.address,
    firstName: draft.firstName,
    customerKey: draft.customerKey,
  });
  if (contact || !isByKey) return contact;
  const reason = `no contact of this realm has the customer key of ${block}`;
  return fail('message.toInvalid', { expected: expectedBlock(realm), reason });
}

/** Copies to people who opted out are left out, without a word in the message. */
async function withoutOptedOutCopies(
  { sql, realm, universalOptOuts }: Acceptance,
  { options }: SendRequest,
  headers: MessageHeaders,
): Promise<MessageHeaders> {
  const copies = [...headers.cc, ...headers.bcc];
  if (copies.length === 0) return headers;
  const levels = await blockingOptOuts(
    sql,
    universalOptOuts,
    realm,
    copies.map(({ address }) => ({
      identity: null,
      email: address,
      listId: options.listId,
      overrides: options.overridesOptOut,
    })),
  );
  const wanted = new Set(copies.filter((_, i) => !levels[i]));
  return {
    ...headers,
    cc: headers.cc.filter((m) => wanted.has(m)),
    bcc: headers.bcc.filter((m) => wanted.has(m)),
  };
}

/** Format of the contact's subscription to the list of the send; null if the call decides or there is none. */
async function chosenFormat(
  { sql, realm }: Acceptance,
  { options }: SendRequest,
  { contact }: Recipient,
): Promise<number | null> {
  if (options.format !== null || !contact || options.listId === 0) return null;
  const [row] = await sql.rows<{ email_format: number }>(
    'SELECT email_format FROM subscriptions WHERE realm_id = ? AND contact_id = ? AND list_id = ?',
    [realm.realmId, contact.contactId, options.listId],
  );
  return row?.email_format ?? null;
}

function compose(
  { realm, tracking }: Acceptance,
  { options, attachments }: SendRequest,
  headers: MessageHeaders,
  { draft, contact }: Recipient,
  filled: RenderedContent,
  { campaignId, internetMessageId }: Pick<NewMessage, 'campaignId' | 'internetMessageId'>,
): NewMessage {
  if (filled.subject.length > MAX_SUBJECT)
    fail('argument.invalid', { name: 'subject', reason: `it is longer than ${MAX_SUBJECT} characters` });
  return {
    contactId: contact?.contactId ?? null,
    listId: options.listId,
    campaignId,
    internetMessageId,
    recipient: draft.mailbox,
    headers,
    subject: filled.subject,
    plainText: filled.plainText,
    html:
      filled.html === null
        ? null
        : signLinks(filled.html, { realmId: realm.realmId, campaignId }, tracking.linkSigner),
    attachments: attachments ?? [],
    overridesOptOut: options.overridesOptOut,
  };
}

/** A database that takes smaller packets than the default refuses a large message; the caller learns why. */
async function withinPacket<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if ((error as { errno?: number } | null)?.errno === PACKET_TOO_LARGE)
      return tooLarge('a message is larger than the database takes (max_allowed_packet)');
    throw error;
  }
}
