/** Reading every field of a contact. */
import { accept } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContact } from '../../core/contacts/contactRows';
import { returnXml, SEEN } from '../parameters';
import { contactPair } from './contactPair';
import { renderDetails } from './contactTables';

export const [userGetAllData, userGetAllDataByCustomerKey] = contactPair({
  name: 'userGetAllData',
  group: 'contacts',
  doc: 'Reads every field of a contact: the standard ones, its lists, and the custom fields that hold data.',
  access: 'read',
  parameters: { returnXml },
  forms: ['email returnXml'],
  twinForms: ['customerKey returnXml', accept('customerKey email returnXml')],
  result: t.string,
  resultDoc:
    'CSV: a header row, since the columns differ from contact to contact, and one row. XML: one subscriber element, with subscription_details.',
  lessAtOnce: 'read single fields with userGetData, or userGetDataByCustomerKey',
  errors: ['contact.notFound'],
  provenance: SEEN,
  twinProvenance: {
    confidence: 'name documented, signature inferred',
    basis: 'The name is documented; public client code of the e-mail form names its argument a customer key.',
  },
  handler: async (name, { returnXml: asXml }, context) => {
    const contact = (await findContact(context.sql, context.realm, name)) ?? fail('contact.notFound');
    return renderDetails(context, contact, asXml);
  },
});
