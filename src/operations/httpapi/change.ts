/** `change`: gives a contact another address. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { onlyContactOfRecord } from '../../core/contacts/contactOfRecord';
import { moveToAddress } from '../../core/contacts/changeContact';
import { customerKey } from '../../core/identity/customerKey';
import { checkedAddress } from './contactRecords';
import { ARTICLE, httpCommand, success, text } from './httpCommand';

export const change = httpCommand({
  name: 'change',
  group: 'contacts',
  doc: 'Gives a contact another address. Its subscriptions, fields, opt-outs and history stay with it.',
  access: 'write',
  parameters: {
    email: required(t.string, 'The address that the contact has.'),
    email_new: required(t.string, 'The address that it is to have.'),
    customer_key: text('In Customer Key realms, the key of the contact; required there.'),
  },
  resultDoc: 'SUCCESS: OLD changed to NEW [subscriber ID NNN).',
  errors: [
    'contact.notFound',
    'contact.ambiguous',
    'contact.duplicate',
    'contact.emailInvalid',
    'contact.keyInvalid',
  ],
  failures: {
    'contact.notFound': 'unable to find subscriber record',
    // The platform named the old address, whichever was wrong, and a client compares with that.
    'contact.emailInvalid': '{address} does not appear to be a valid email address',
  },
  provenance: ARTICLE,
  handler: async (input, { sql, realm, now }) => {
    const email = checkedAddress(input.email);
    const wanted = newAddress(input.email_new, email);
    const key = realm.identity.hasKey && input.customer_key ? customerKey(input.customer_key) : null;
    if (key === null && !realm.identity.addressIdentifies) fail('argument.missing', { name: 'customer_key' });
    const contact = await onlyContactOfRecord(sql, realm, { email, firstName: null, customerKey: key });
    if (!contact) return fail('contact.notFound');
    await moveToAddress(sql, realm, contact, wanted, now);
    return success(`${email} changed to ${wanted} [subscriber ID ${contact.contactId})`);
  },
});

function newAddress(given: string, old: string): string {
  try {
    return checkedAddress(given, 'email_new');
  } catch {
    return fail('contact.emailInvalid', { name: 'email_new', why: '', address: old });
  }
}
