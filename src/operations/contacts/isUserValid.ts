/** Checking that a tag and an address belong together. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { findContactById } from '../../core/contacts/contactRows';
import { fold } from '../../core/identity/fold';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

export const isUserValid = realmOperation({
  name: 'isUserValid',
  group: 'contacts',
  doc: 'Says whether an address belongs to the contact that a subscriber-id tag names.',
  access: 'read',
  parameters: {
    email: required(t.string, 'The address.'),
    encryptedId: required(t.string, 'The tag that %%SUBSCRIBER_ID_TAG%% prints in messages.'),
  },
  forms: ['email encryptedId'],
  result: t.boolean,
  resultDoc:
    'true where both belong to one contact of this realm; false for anything else, also for an unreadable tag.',
  provenance: SEEN,
  handler: async (input, { sql, realm, services }) => {
    const tagged = services.subscriberTokens.read(input.encryptedId);
    if (tagged?.realmId !== realm.realmId) return false;
    const contact = await findContactById(sql, realm, tagged.contactId);
    return contact !== null && contact.identity.email === fold(input.email.trim());
  },
});
