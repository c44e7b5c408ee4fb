/** Setting several fields of a contact at once. */
import { accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { requiredData as data, fieldEntries } from '../parameters';
import { contactPair } from './contactPair';
import { SET_ERRORS, setFields } from './setFields';

export const [userSetData, userSetDataByCustomerKey] = contactPair({
  name: 'userSetData',
  group: 'contacts',
  doc: 'Sets several fields of a contact. Fields that are not named stay as they are.',
  access: 'write',
  parameters: { data },
  forms: ['email data'],
  twinForms: ['customerKey data', accept('customerKey email data')],
  result: t.code,
  resultDoc: '0 done, 1 no such contact.',
  errors: SET_ERRORS,
  provenance: { confidence: 'seen, commented out', basis: 'Stands in public client code, commented out.' },
  handler: (name, input, context) => setFields(name, fieldEntries(input.data), context),
});
