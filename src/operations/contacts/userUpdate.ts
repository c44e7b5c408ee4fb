/** Ours: finding contacts by a field and changing them, for owners who had it over the other interfaces. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { readChanges } from '../../core/contacts/fieldChanges';
import { findContactByField } from '../../core/contacts/findContactByField';
import { changeContact } from '../../core/contacts/changeContact';
import { realmOperation } from '../context';
import { requiredData as data, fieldEntries } from '../parameters';
import { SET_ERRORS } from './setFields';

export const userUpdate = realmOperation({
  name: 'userUpdate',
  group: 'contacts',
  doc: 'Finds a contact by a field and changes other fields of it. The oldest contact counts where several match. The address cannot be changed.',
  access: 'write',
  identity: {
    kind: 'normalOnly',
    advice: 'call userSetDataByCustomerKey, which names the contact by its key',
  },
  parameters: {
    identityField: required(
      t.string,
      'Field to find the contact by: email, any standard field, or a custom field.',
    ),
    identityValue: required(t.string, 'Value of that field, whole.'),
    data,
  },
  forms: ['identityField identityValue data'],
  result: t.code,
  resultDoc: '0 done, 1 no contact matches.',
  errors: SET_ERRORS,
  provenance: {
    confidence: 'ours',
    basis: 'The command exists in a sibling interface of the legacy platform; the SOAP form is ours.',
  },
  handler: async (input, { sql, realm, now }) => {
    const changes = await readChanges(sql, realm, fieldEntries(input.data));
    const found = await findContactByField(sql, realm, input.identityField.trim(), input.identityValue);
    await changeContact(sql, realm, found ?? fail('contact.notFound'), changes, now);
    return 0;
  },
});
