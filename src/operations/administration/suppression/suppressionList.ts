/** The addresses that a realm sends nothing to any more. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { newestSuppressions } from '../../../core/suppression/suppressions';
import { dataOperation } from '../context';

export const suppressionList = dataOperation({
  name: 'suppressionList',
  group: 'suppression',
  doc: 'The addresses that the realm sends nothing to because of what came back, the newest first.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    most: required(t.number, 'At most so many.'),
    after: optional(t.string, 'Only those that come after this address.'),
  },
  result: t.rows(
    t.row('SuppressedAddress', {
      email: t.text,
      /** Of the bounce or complaint; null if that is not known any more. */
      category: t.string,
      createdAt: t.moment,
      reason: t.oneOf('softBounces', 'hardBounce', 'complaint'),
    }),
  ),
  errors: ['argument.invalid'],
  handler: async ({ most, after }, { sql, realm }) =>
    (await newestSuppressions(sql, realm, most, after)) ??
    fail('argument.invalid', { name: 'after', reason: 'the realm sends to this address' }),
});
