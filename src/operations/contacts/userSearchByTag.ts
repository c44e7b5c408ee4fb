/** Finding a contact by the opaque tag that messages carry. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { findContactById } from '../../core/contacts/contactRows';
import { realmOperation } from '../context';
import { returnXml, SEEN } from '../parameters';
import { renderFound } from './contactTables';

export const userSearchByTag = realmOperation({
  name: 'userSearchByTag',
  group: 'contacts',
  doc: 'Finds one contact by its subscriber-id tag, the opaque text that %%SUBSCRIBER_ID_TAG%% prints in messages.',
  access: 'read',
  parameters: {
    subscriberIdTag: required(t.string, 'The tag, 64 hexadecimal digits.'),
    returnXml,
  },
  forms: ['subscriberIdTag returnXml'],
  result: t.string,
  resultDoc: 'The contact as a row like those of userSearch.',
  errors: ['contact.notFound'],
  provenance: SEEN,
  handler: async (input, context) => {
    const { sql, realm, services } = context;
    const tagged = services.subscriberTokens.read(input.subscriberIdTag);
    const contact =
      tagged?.realmId === realm.realmId ? await findContactById(sql, realm, tagged.contactId) : null;
    return renderFound(context, [contact ?? fail('contact.notFound')], input.returnXml);
  },
});
