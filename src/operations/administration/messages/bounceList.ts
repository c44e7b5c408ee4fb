/** What came back to a realm. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { newestBounces } from '../../../core/bounces/newestBounces';
import { dataOperation } from '../context';

export const bounceList = dataOperation({
  name: 'bounceList',
  group: 'messages',
  doc: 'The newest bounces and complaints of the realm.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    most: required(t.number, 'At most so many.'),
    before: optional(t.number, 'Only older ones than this number.'),
  },
  result: t.rows(
    t.row('RecordedBounce', {
      bounceId: t.number,
      receivedAt: t.moment,
      /** 30 soft, 31 hard, 34 complaint, 36 block. */
      type: t.number,
      category: t.text,
      /** Percent. */
      confidence: t.number,
      status: t.text,
      email: t.text,
      messageId: t.number,
      source: t.text,
      diagnostic: t.text,
    }),
  ),
  handler: ({ most, before }, { sql, realm }) => newestBounces(sql, realm, most, before ?? undefined),
});
