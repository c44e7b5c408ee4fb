/** Emptying one field of a contact. */
import { accept } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { standardField } from '../../core/fields/standardFields';
import { fieldName, SEEN } from '../parameters';
import { contactPair } from './contactPair';
import { SET_ERRORS, setFields } from './setFields';

export const [userClearData, userClearDataByCustomerKey] = contactPair({
  name: 'userClearData',
  group: 'contacts',
  doc: 'Empties one field of a contact.',
  access: 'write',
  parameters: { fieldName },
  forms: ['email fieldName'],
  twinForms: ['customerKey fieldName', accept('customerKey email fieldName')],
  result: t.code,
  resultDoc: '0 done (also where the field was empty), 1 no such contact.',
  errors: SET_ERRORS,
  provenance: SEEN,
  handler: (name, { fieldName: field }, context) => {
    if (standardField(field.trim())?.name === 'email' || field.trim().toLowerCase() === 'customer_key') {
      fail('field.readOnly', { field, reason: 'a contact always has one' });
    }
    return setFields(name, [{ name: field, text: null }], context);
  },
});
