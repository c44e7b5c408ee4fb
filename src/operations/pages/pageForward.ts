/** Forward to a friend: what the form shows, and sending. */
import { required, type InputOf } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { fold } from '../../core/identity/fold';
import { emailAddress } from '../../core/identity/emailAddress';
import { acceptMessages, prepareMessages } from '../../core/messages/acceptMessages';
import { NO_OPTIONS } from '../../core/messages/sendRequest';
import { EVENT_TYPES, recordEvents } from '../../core/events/events';
import { trackingBase } from '../../core/links/linkTags';
import { sentMessage } from '../../core/messages/sentMessage';
import { tokenBearer } from '../../core/links/tokenBearer';
import { pageOperation, type PageContext, type RealmContext } from '../context';
import { message, originOf, reader } from './reader';

export const MAX_FRIENDS = 5;
const MAX_A_DAY = 20;
const LONGEST_WORDS = 1000;
const DAY_MS = 24 * 60 * 60_000;
/** Words of strangers in mail of ours carry no address to go to: that would be a way to send advertising. */
/** Addresses, with a scheme or bare: mail programs make links of both. The dots are those that hosts may be written with. */
const LINK =
  /:\/\/|<|>|[\p{L}\p{N}][.\u3002\uff0e\uff61](?:\p{L}{2}|xn--)|(?:^|[^\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|\[[0-9a-f:]+:[0-9a-f:.]*\]/iu;

export const pageForwardFacts = pageOperation({
  name: 'pageForwardFacts',
  group: 'messages',
  doc: 'The subject of the message that can be forwarded. Changes nothing.',
  access: 'read',
  parameters: { message },
  result: t.struct('Forwardable', { subject: t.string }),
  handler: async (input, { sql, realm, services, token }) => {
    const { contact, campaignId } = await tokenBearer(sql, realm, services.publicTokens, token);
    const sent = await sentMessage(sql, realm, contact.contactId, campaignId, input.message);
    return sent ? { subject: sent.subject } : fail('token.invalid');
  },
});

const parameters = {
  message,
  name: required(t.string, 'What the sender calls themselves; may be empty.'),
  words: required(t.string, 'Some words for the friends; may be empty.'),
  emails: required(t.arrayOf(t.string), `Up to ${MAX_FRIENDS} addresses.`),
  ...reader,
};

export const pageForward = pageOperation({
  name: 'pageForward',
  group: 'messages',
  doc: 'Sends friends a short mail with a link to a message. They are no contacts because of it, and those who opted out get nothing.',
  access: 'write',
  parameters,
  result: t.code,
  errors: ['page.tooMany', 'argument.invalid', 'contact.emailInvalid', 'message.noSender'],
  handler: forward,
});

async function forward(input: InputOf<typeof parameters>, context: PageContext): Promise<number> {
  const { sql, realm, services, now, token } = context;
  const { publicTokens, publicUrl, tracking } = services;
  const { contact, campaignId, list, isForwarded } = await tokenBearer(sql, realm, publicTokens, token);
  const sent =
    (await sentMessage(sql, realm, contact.contactId, campaignId, input.message)) ?? fail('token.invalid');
  const base = trackingBase(list, publicUrl);
  if (base === '') return fail('token.invalid');
  const friends = checkedFriends(input.emails);
  const words = input.words.trim().slice(0, LONGEST_WORDS);
  const name = input.name
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 100);
  if (LINK.test(words) || LINK.test(name))
    return fail('argument.invalid', { name: 'the message', reason: 'it may not hold links' });
  if (!tracking.forms.take(input.address, now.getTime())) return fail('page.tooMany');
  for (const friend of friends)
    if (!tracking.formMails.take(`${realm.realmId}/${fold(friend)}`, now.getTime())) fail('page.tooMany');
  await checkDay(context, isForwarded ? 0 : contact.contactId, campaignId, friends.length);

  const tag = publicTokens.forwarded({ realmId: realm.realmId, contactId: contact.contactId, campaignId });
  const who = isForwarded ? name || 'Somebody' : name ? `${name} (${contact.email})` : contact.email;
  const text = [
    `${who} thought that this message could interest you:`,
    '',
    sent.subject,
    `${base}/dm?id=${tag}${input.message === '' ? '' : `&m=${encodeURIComponent(input.message)}`}`,
    ...(words === ''
      ? []
      : ['', `${who} writes:`, '', ...words.split(/\r\n|\r|\n/).map((line) => `> ${line}`)]),
    '',
    'This mail was sent once, at their request. Your address is on no list because of it.',
    '',
  ].join('\n');
  const acceptance = { ...context, ...services };
  const prepared = await prepareMessages(acceptance, {
    recipients: friends.map((address) => ({
      mailbox: { name: '', address },
      firstName: null,
      customerKey: null,
      isStranger: true,
    })),
    options: {
      ...NO_OPTIONS,
      from: list?.fromAddress ?? '',
      replyTo: isForwarded ? '' : contact.email,
      campaignName: 'Forward to a friend',
    },
    subject: literal(`Fwd: ${sent.subject}`.slice(0, 400)),
    html: '',
    plainText: literal(text),
    data: new Map(),
  });
  await acceptMessages(acceptance, prepared);
  const event = {
    ...originOf(input),
    type: isForwarded ? ('anonymousForward' as const) : ('forward' as const),
    occurredAt: now,
    contactId: isForwarded ? 0 : contact.contactId,
    campaignId,
    listId: list?.listId ?? 0,
  };
  await recordEvents(
    sql,
    realm,
    friends.map(() => event),
  );
  context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  return 0;
}

/** What people type is no template. */
const literal = (text: string): string => text.replace(/%%/g, '% %');

/** @throws {ApiError} `contact.emailInvalid`, `argument.invalid` */
function checkedFriends(emails: readonly (string | null)[]): string[] {
  const friends = [...new Set(emails.map((email) => email?.trim() ?? '').filter(Boolean))];
  if (friends.length === 0 || friends.length > MAX_FRIENDS)
    fail('argument.invalid', { name: 'the addresses', reason: `give 1 to ${MAX_FRIENDS} of them` });
  for (const friend of friends) emailAddress(friend);
  return friends;
}

/** @throws {ApiError} `page.tooMany` */
async function checkDay(
  { sql, realm, now }: RealmContext,
  contactId: number,
  campaignId: number,
  more: number,
): Promise<void> {
  const since = new Date(now.getTime() - DAY_MS);
  const { forward: own, anonymousForward: anonymous } = EVENT_TYPES;
  const [row] =
    contactId > 0
      ? await sql.rows<{ n: number }>(
          'SELECT COUNT(*) AS n FROM events WHERE realm_id = ? AND contact_id = ? AND event_type = ? AND occurred_at > ?',
          [realm.realmId, contactId, own, since],
        )
      : await sql.rows<{ n: number }>(
          'SELECT COUNT(*) AS n FROM events WHERE realm_id = ? AND campaign_id = ? AND event_type = ? AND occurred_at > ?',
          [realm.realmId, campaignId, anonymous, since],
        );
  if ((row?.n ?? 0) + more > MAX_A_DAY) fail('page.tooMany');
}
