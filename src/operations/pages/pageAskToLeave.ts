/** Leaving by a form that names nobody by a token: the address gets a link, and nothing else happens. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { searchContacts } from '../../core/contacts/searchContacts';
import { emailAddress } from '../../core/identity/emailAddress';
import { fold } from '../../core/identity/fold';
import { sendUnsubscribeLink } from '../../core/subscriptions/listMail';
import { listIdsOf } from '../../core/subscriptions/subscriptions';
import { tokenList } from '../../core/links/tokenBearer';
import { pageOperation } from '../context';
import { reader } from './reader';

/** Contacts of one address that get a link each. */
const MAX_CONTACTS = 5;

export const pageAskToLeave = pageOperation({
  name: 'pageAskToLeave',
  group: 'subscriptions',
  doc: 'Sends a link to leave a list to an address, where a contact of that address is on it. The answer says the same whoever is known.',
  access: 'write',
  parameters: { email: required(t.string, 'Address.'), ...reader },
  result: t.struct('AskedToLeave', { list: t.string }),
  errors: ['contact.emailInvalid', 'page.tooMany'],
  handler: async (input, context) => {
    const { sql, realm, services, now, token, runScan } = context;
    const list = await tokenList(sql, realm, services.publicTokens, token);
    const email = emailAddress(input.email);
    const { forms, formMails } = services.tracking;
    const person = `${realm.realmId}/${fold(email)}`;
    if (!forms.take(input.address, now.getTime()) || !formMails.take(person, now.getTime()))
      fail('page.tooMany');
    const contacts = await searchContacts(sql, realm, { by: 'email', text: email, exact: true }, runScan);
    const lists = await listIdsOf(
      sql,
      realm,
      contacts.map((contact) => contact.contactId),
    );
    const members = contacts.filter((contact) => lists.get(contact.contactId)?.includes(list.listId));
    for (const contact of members.slice(0, MAX_CONTACTS))
      await sendUnsubscribeLink({ ...context, ...services }, contact, list);
    if (members.length > 0) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return { list: list.name };
  },
});
