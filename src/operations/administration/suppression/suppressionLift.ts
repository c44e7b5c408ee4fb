/** Lets mail to an address through again. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { liftSuppression } from '../../../core/suppression/suppressions';
import { dataOperation, NOTHING } from '../context';

export const suppressionLift = dataOperation({
  name: 'suppressionLift',
  group: 'suppression',
  doc: 'Sends to an address again; what came back from it before no longer counts.',
  rights: 'manager',
  access: 'write',
  parameters: { email: required(t.text, 'The address.') },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ email }, { sql, realm }) => {
    if (!(await liftSuppression(sql, realm, email)))
      fail('realm.invalid', { reason: `The realm ${realm.name} sends to ${email} already.` });
    return NOTHING;
  },
});
