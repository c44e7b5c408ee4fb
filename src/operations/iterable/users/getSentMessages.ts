/** `users/getSentMessages`: the mail that a user was sent. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { messagesOfContact } from '../../../core/messages/messagesOfContact';
import { dateOf, writtenDate } from '../../../core/profiles/fieldTypes';
import { findUser, identified } from '../findUser';
import { badParams } from '../iterableError';
import { iterable } from '../iterableOperation';

const LIMIT = { usual: 10, most: 1000 };
const EARLIEST = new Date(0);
const LATEST = new Date('9999-12-31T00:00:00Z');

const time = (text: string | null, name: string, usual: Date): Date =>
  text === null
    ? usual
    : (dateOf(text, true) ?? badParams(`${name} is a time such as 2024-02-29 13:30:00 +00:00.`));

export const getSentMessages = iterable({
  method: 'GET',
  at: '/users/getSentMessages',
  group: 'messages',
  doc: 'Lists the mail that a user was sent, the newest first.',
  access: 'read',
  rate: [3, 1],
  query: {
    email: optional(t.string, 'Address of the user.'),
    userId: optional(t.string, 'Id of the user.'),
    limit: optional(t.long, 'How many at most; 10 unless given, at most 1,000.'),
    campaignIds: optional(t.arrayOf(t.long), 'Only mail of these campaigns; may stand several times.'),
    startDateTime: optional(t.string, 'Only mail from then on: `yyyy-MM-dd HH:mm:ss ZZ`.'),
    endDateTime: optional(t.string, 'Only mail until then.'),
    excludeBlastCampaigns: optional(t.boolean, 'Understood, without effect.'),
    messageMedium: optional(t.enumOf('Email', 'Push', 'InApp', 'SMS'), 'There is nothing but mail here.'),
  },
  result: t.row('SentMessages', {
    messages: t.rows(
      t.struct('SentMessage', {
        messageId: t.string,
        campaignId: t.long,
        templateId: t.long,
        messageMedium: t.string,
        status: t.string,
        createdAt: t.string,
        sentAt: t.string,
      }),
    ),
  }),
  resultDoc: 'The messages; none for somebody unknown.',
  handler: async (input, context) => {
    const limit = input.limit ?? LIMIT.usual;
    if (limit < 1 || limit > LIMIT.most) badParams(`limit is from 1 to ${LIMIT.most}.`);
    const contact = await findUser(context, identified(context, input));
    const filter = {
      campaignIds: (input.campaignIds ?? []).filter((one) => one !== null),
      from: time(input.startDateTime, 'startDateTime', EARLIEST),
      to: time(input.endDateTime, 'endDateTime', LATEST),
      limit,
    };
    if (!contact || (input.messageMedium ?? 'Email') !== 'Email') return { messages: [] };
    const found = await messagesOfContact(context.sql, context.realm, contact.contactId, filter);
    return {
      messages: found.map(({ messageId, campaignId, status, createdAt, completedAt }) => ({
        messageId: String(messageId),
        campaignId,
        templateId: 0,
        messageMedium: 'Email',
        status,
        createdAt: writtenDate(createdAt),
        sentAt: writtenDate(completedAt ?? createdAt),
      })),
    };
  },
});
