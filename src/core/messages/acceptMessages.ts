/**
 * Accepts messages: checks everything a caller asked for, personalises, and puts the messages into the outbox in
 * the caller's transaction. All of a call's messages are accepted, or a fault leaves none.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import { stickyCampaign } from '../campaigns/stickyCampaign';
import type { Contact } from '../contacts/contact';
import { findContact } from '../contacts/contactRows';
import type { ContactTags } from '../contacts/contactTags';
import { customValues, standardValues, type CustomValue } from '../contacts/fieldValues';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { BARRIERS, blockingOptOuts, type Barrier } from '../suppression/blockingOptOuts';
import type { UniversalOptOuts } from '../suppression/universalOptOuts';
import { messageHeaders, type MessageHeaders } from './messageHeaders';
import { newMessageId } from './messageId';
import { messageParts, type Parts } from './messageParts';
import { insertQueued, insertSuppressed, messageBytes, type NewMessage } from './messageRows';
import { personalise, TooLong, type Values } from './personalise';
import { expectedBlock } from './recipients';
import type { RecipientDraft, SendRequest } from './sendRequest';

/** What accepting needs besides the request. */
export interface Acceptance {
  /** The caller's transaction in the realm's database. */
  readonly sql: Sql;
  readonly realm: Realm;
  readonly now: Date;
  readonly contactTags: ContactTags;
  readonly universalOptOuts: UniversalOptOuts;
  readonly mail: { readonly messageIdDomain: string; readonly defaultSender: string };
}

export interface AcceptedMessage {
  readonly messageId: number;
  /** What kept the message from being queued, or null. */
  readonly suppressedBy: Barrier | null;
}

/** Bytes of one stored message: it must fit into one packet of a database with default settings (16 MB). */
const MAX_MESSAGE_BYTES = 12_000_000;
/** Bytes that one call may store. */
const MAX_CALL_BYTES = 64_000_000;
const MAX_SUBJECT = 2000;
const PACKET_TOO_LARGE = 1153;

/**
 * Stores and queues the messages of one request. Those to people who opted out are stored with the reason and
 * never sent.
 * @returns one entry per recipient, in order
 * @throws {ApiError} `list.notFound`, `template.notFound`, `message.noSender`, `message.empty`, `message.toInvalid`,
 *   `argument.invalid`, `request.tooLarge`
 */
export async function acceptMessages(context: Acceptance, request: SendRequest): Promise<AcceptedMessage[]> {
  const { sql, realm, now } = context;
  const { options } = request;
  if (options.templateId > 0) fail('template.notFound', { template: options.templateId });
  const list = options.listId > 0 ? await requireList(sql, realm, options.listId) : null;
  const given = messageHeaders(options, list, context.mail.defaultSender);
  const has = { html: request.html.trim() !== '', plain: request.plainText.trim() !== '' };
  messageParts(options.format, null, has);

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
  const headers = await withoutOptedOutCopies(context, request, given);
  const campaignId = await stickyCampaign(sql, realm, options.listId, given.campaignName, now);

  const accepted: AcceptedMessage[] = [];
  let bytes = 0;
  for (const [i, recipient] of recipients.entries()) {
    const parts = messageParts(options.format, await chosenFormat(context, request, recipient), has);
    const message = await compose(context, request, headers, recipient, parts, campaignId);
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

/** Why a message was not sent, as its outcome says it. */
export const suppressionReason = (barrier: Barrier): string => `not sent: ${BARRIERS[barrier]}`;

const tooLarge = (reason: string): never => fail('request.tooLarge', { reason });

interface Recipient {
  readonly draft: RecipientDraft;
  /** The contact whose data personalises the message; in a customer-key realm only a stranger has none. */
  readonly contact: Contact | null;
}

async function resolve({ sql, realm }: Acceptance, drafts: readonly RecipientDraft[]): Promise<Recipient[]> {
  const recipients: Recipient[] = [];
  for (const [i, draft] of drafts.entries()) {
    if (draft.isStranger) {
      recipients.push({ draft, contact: null });
      continue;
    }
    const contact = await findContact(sql, realm, {
      email: realm.usesCustomerKey ? null : draft.mailbox.address,
      firstName: draft.firstName,
      customerKey: draft.customerKey,
    });
    if (!contact && realm.usesCustomerKey) {
      const which = drafts.length > 1 ? `block ${i + 1}` : 'the block';
      const reason = `no contact of this realm has the customer key of ${which}`;
      fail('message.toInvalid', { expected: expectedBlock(realm), reason });
    }
    recipients.push({ draft, contact });
  }
  return recipients;
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

/** Format of the contact's subscription to the list of the send; null where the call decides or there is none. */
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

async function compose(
  context: Acceptance,
  request: SendRequest,
  headers: MessageHeaders,
  recipient: Recipient,
  parts: Parts,
  campaignId: number,
): Promise<NewMessage> {
  const values = await valuesFor(context, request, recipient, campaignId);
  try {
    const subject = personalise(request.subject, values, 'header');
    if (subject.length > MAX_SUBJECT)
      fail('argument.invalid', { name: 'subject', reason: `it is longer than ${MAX_SUBJECT} characters` });
    return {
      contactId: recipient.contact?.contactId ?? null,
      listId: request.options.listId,
      campaignId,
      internetMessageId: newMessageId(context.realm, context.mail.messageIdDomain),
      recipient: recipient.draft.mailbox,
      headers,
      subject,
      plainText: parts.plain ? personalise(request.plainText, values, 'plain') : null,
      html: parts.html ? personalise(request.html, values, 'html') : null,
      overridesOptOut: request.options.overridesOptOut,
    };
  } catch (error) {
    if (error instanceof TooLong) return tooLarge('a part is too long with its values filled in');
    throw error;
  }
}

async function valuesFor(
  { sql, realm, contactTags }: Acceptance,
  { subject, html, plainText, data }: SendRequest,
  { draft, contact }: Recipient,
  campaignId: number,
): Promise<Values> {
  if (!contact) {
    // Somebody who is no contact still has the address and the first name that the caller gave.
    const standard = new Map([
      ['email', draft.mailbox.address],
      ['first', draft.firstName ?? ''],
    ]);
    return { data, standard, custom: [], contactTag: '' };
  }
  const standard = standardValues(contact);
  if (contact.identity.customerKey !== null) standard.set('customer_key', contact.identity.customerKey);
  const custom: CustomValue[] = [subject, html, plainText].some((text) => text.includes('%%'))
    ? await customValues(sql, realm, contact.contactId)
    : [];
  const { contactId } = contact;
  return {
    data,
    standard,
    custom,
    contactTag: contactTags.make({ realmId: realm.realmId, contactId, campaignId }),
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
