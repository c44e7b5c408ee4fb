/** Reading one field of a contact. */
import { fail } from '../../contract/errorCatalogue';
import { accept } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { fieldValue } from '../../core/contacts/fieldValues';
import { findContact } from '../../core/contacts/contactRows';
import { column, elementName, renderTable } from '../../rendering/table';
import { fieldName, returnXml, SEEN } from '../parameters';
import { contactPair } from './contactPair';

export const [userGetData, userGetDataByCustomerKey] = contactPair({
  name: 'userGetData',
  group: 'contacts',
  doc: 'Reads one field of a contact.',
  access: 'read',
  parameters: { fieldName, returnXml },
  forms: ['email firstName fieldName returnXml'],
  twinForms: [
    'customerKey fieldName returnXml',
    accept('customerKey firstName fieldName returnXml'),
    accept('customerKey email firstName fieldName returnXml'),
  ],
  result: t.string,
  resultDoc:
    'The value, quoted as a CSV field, or in XML as one element named like the field. A field without data is empty.',
  errors: ['contact.notFound', 'field.notFound'],
  provenance: SEEN,
  handler: async (name, { fieldName: field, returnXml: asXml }, { sql, realm }) => {
    const contact = (await findContact(sql, realm, name)) ?? fail('contact.notFound');
    const value = await fieldValue(sql, realm, contact, field.trim());
    const columns = [column<typeof value>(elementName(value.name), ({ text }) => text)];
    return renderTable({ columns, rowElement: 'subscriber' }, [value], asXml ? 'xml' : 'csv', false);
  },
});
