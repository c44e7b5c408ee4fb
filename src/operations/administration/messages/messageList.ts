/** What became of the messages of a realm. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { newestMessages } from '../../../core/messages/messageOutcomes';
import { dataOperation } from '../context';

export const messageList = dataOperation({
  name: 'messageList',
  group: 'messages',
  doc: 'The newest messages of the realm with their outcome.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    most: required(t.number, 'At most so many.'),
    before: optional(t.number, 'Only older ones than this number.'),
  },
  result: t.rows(
    t.row('MessageOutcome', {
      messageId: t.number,
      recipient: t.text,
      /** As it is stored, or `bounced` where the relay took it and it came back later. */
      status: t.text,
      attempts: t.number,
      outcome: t.text,
      createdAt: t.moment,
      completedAt: t.dateTime,
    }),
  ),
  handler: ({ most, before }, { sql, realm }) => newestMessages(sql, realm, most, before ?? undefined),
});
