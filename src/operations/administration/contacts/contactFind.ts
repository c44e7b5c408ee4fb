/** Contacts by whatever identifies them, whole or in part; without anything, the newest. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { newestContacts } from '../../../core/contacts/newestContacts';
import { findContactById } from '../../../core/contacts/contactRows';
import { searchContacts } from '../../../core/contacts/searchContacts';
import { dataOperation } from '../context';

const NEWEST = 50;

export const contactFind = dataOperation({
  name: 'contactFind',
  group: 'contacts',
  doc: 'Finds contacts by number, address or key; the newest where nothing is asked for.',
  rights: 'viewer',
  access: 'read',
  parameters: {
    text: required(t.text, 'Number, address or key; empty for the newest contacts.'),
    isPart: required(t.boolean, 'It may be a part of an address or key.'),
  },
  result: t.rows(
    t.row('FoundContact', {
      contactId: t.number,
      customerKey: t.string,
      email: t.text,
      firstName: t.text,
      lastName: t.text,
      createdAt: t.moment,
    }),
  ),
  errors: ['search.tooLong', 'search.tooMany'],
  handler: async ({ text: given, isPart }, { sql, realm, runScan }) => {
    const text = given.trim();
    const search = (by: 'email' | 'customerKey', exact: boolean) =>
      searchContacts(sql, realm, { by, text, exact }, runScan);
    const found: Contact[] = [];
    if (text === '') found.push(...(await newestContacts(sql, realm, NEWEST)));
    else {
      const numbered = /^\d{1,15}$/.test(text) ? await findContactById(sql, realm, Number(text)) : null;
      if (numbered) found.push(numbered);
      found.push(...(await search('email', true)));
      if (realm.identity.hasKey) found.push(...(await search('customerKey', true)));
      if (isPart) {
        found.push(...(await search('email', false)));
        if (realm.identity.hasKey) found.push(...(await search('customerKey', false)));
      }
    }
    const each = new Map(found.map((contact) => [contact.contactId, contact]));
    return [...each.values()].map(({ contactId, identity, email, firstName, lastName, createdAt }) => ({
      contactId,
      customerKey: identity.customerKey,
      email,
      firstName,
      lastName,
      createdAt,
    }));
  },
});
