/** The addresses that a realm sends nothing to any more. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { newestSuppressions } from '../../../core/suppression/suppressions';
import { dataOperation } from '../context';

export const suppressionList = dataOperation({
  name: 'suppressionList',
  group: 'suppression',
  doc: 'The addresses that the realm sends nothing to because of what came back, the newest first.',
  rights: 'viewer',
  access: 'read',
  parameters: { most: required(t.number, 'At most so many.') },
  result: t.rows(
    t.row('SuppressedAddress', {
      email: t.text,
      /** Of the bounce or complaint; null if that is not known any more. */
      category: t.string,
      createdAt: t.moment,
      reason: t.oneOf('softBounces', 'hardBounce', 'complaint'),
    }),
  ),
  handler: ({ most }, { sql, realm }) => newestSuppressions(sql, realm, most),
});
