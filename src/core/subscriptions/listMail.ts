/** The mails that a list sends about a subscription itself: please confirm, welcome, goodbye, and how to leave. */
import { ApiError, fail } from '../../contract/errorCatalogue';
import type { Contact } from '../contacts/contact';
import type { List } from '../lists/list';
import { acceptMessages, prepareMessages } from '../messages/acceptMessages';
import { NO_OPTIONS } from '../messages/sendRequest';
import { trackingBase } from '../links/linkTags';
import type { Mailing } from './mailing';

interface ListMail {
  readonly subject: string;
  readonly plainText: string;
  readonly templateId?: number;
}

/** These answer what the person just did, so an opt-out of the past (or of this moment) does not hold them back. */
async function send(mailing: Mailing, contact: Contact, list: List, mail: ListMail): Promise<void> {
  const prepared = await prepareMessages(mailing, {
    recipients: [
      {
        mailbox: { name: '', address: contact.email },
        firstName: contact.firstName || null,
        customerKey: contact.identity.customerKey,
        contactId: contact.contactId,
      },
    ],
    options: {
      ...NO_OPTIONS,
      listId: list.listId,
      templateId: mail.templateId ?? 0,
      overridesOptOut: true,
    },
    subject: literal(mail.subject),
    html: '',
    plainText: literal(mail.plainText),
    data: new Map(),
  });
  await acceptMessages(mailing, prepared);
}

/** List names and addresses are no templates. */
const literal = (text: string): string => text.replace(/%%/g, '% %');

/**
 * Whether a list can ask for confirmations; asked before anything is written.
 * @throws {ApiError} `list.noConfirmation` if the link would lead nowhere, or the mail would have no sender
 */
export function requireConfirmable({ publicUrl, mail }: Mailing, list: List): void {
  const refuse = (reason: string): never => fail('list.noConfirmation', { list: list.listId, reason });
  if (trackingBase(list, publicUrl) === '') refuse('the setting PUBLIC_URL is missing');
  if (list.fromAddress === '' && mail.defaultSender === '')
    refuse('neither the list nor the setting MAIL_FROM names a sender');
}

/** Asks a contact to confirm a sign-up. */
export async function sendConfirmation(
  mailing: Mailing,
  contact: Contact,
  list: List,
  pendingId: number,
): Promise<void> {
  const token = mailing.publicTokens.confirmation(mailing.realm.realmId, pendingId);
  await send(mailing, contact, list, {
    subject: `Please confirm: ${list.name}`,
    plainText: [
      `Somebody, probably you, signed ${contact.email} up for "${list.name}".`,
      '',
      'To receive it, open this page and press the button:',
      '',
      `${trackingBase(list, mailing.publicUrl)}/bin/confirm?id=${token}`,
      '',
      'If it was not you, do nothing: you will get no mail from this list.',
      '',
    ].join('\n'),
  });
}

/** How to leave, for somebody who asked without a link of their own. Says nothing if no mail can be made. */
export async function sendUnsubscribeLink(mailing: Mailing, contact: Contact, list: List): Promise<void> {
  const base = trackingBase(list, mailing.publicUrl);
  if (base === '')
    return mailing.note('no link to leave a list: PUBLIC_URL is missing', { list: list.listId });
  const { realmId } = mailing.realm;
  const token = mailing.publicTokens.contact({ realmId, contactId: contact.contactId, campaignId: 0 });
  await send(mailing, contact, list, {
    subject: `Leave "${list.name}"?`,
    plainText: [
      `Somebody, probably you, asked to take ${contact.email} off "${list.name}".`,
      '',
      'To leave, open this page and press the button:',
      '',
      `${base}/u?id=${token}&s=${mailing.publicTokens.list(realmId, list.listId)}`,
      '',
      'If it was not you, do nothing: nothing has changed.',
      '',
    ].join('\n'),
  });
}

/**
 * The courtesy message of a list, where it is switched on: by its template, or in a sentence if it has none. What
 * keeps it from being made is noted and never keeps anybody from joining or leaving.
 * @returns whether a message was queued
 */
export async function sendCourtesyMail(
  mailing: Mailing,
  contact: Contact,
  list: List,
  occasion: 'signup' | 'cancel',
): Promise<boolean> {
  const joins = occasion === 'signup';
  if (!(joins ? list.sendSignupAck : list.sendCancelAck)) return false;
  const templateId = joins ? list.signupTemplateId : list.cancelTemplateId;
  const text = joins ? `You are on the list "${list.name}" now.` : `You are off the list "${list.name}" now.`;
  try {
    await send(
      mailing,
      contact,
      list,
      templateId > 0
        ? { subject: '', plainText: '', templateId }
        : { subject: list.name, plainText: `${text}\n` },
    );
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    mailing.note('courtesy message not sent', { list: list.listId, occasion, code: error.code });
    return false;
  }
}
