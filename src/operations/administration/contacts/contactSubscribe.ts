/** Puts a contact on a list, and takes it off. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { checkedFormat, subscribe } from '../../../core/subscriptions/subscribe';
import { unsubscribe } from '../../../core/subscriptions/unsubscribe';
import { dataOperation } from '../context';
import { ContactNumber, contactParameters, namedContact } from './namedContact';

export const contactSubscribe = dataOperation({
  name: 'contactSubscribe',
  group: 'subscriptions',
  doc: 'Puts a contact on a list, unless it has opted out.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    ...contactParameters,
    listId: required(t.number, 'The list.'),
    emailFormat: required(t.number, '1 plain text, 2 HTML, 99 both.'),
    overrideOptOut: required(t.boolean, 'Lift opt-outs from the list and the realm first.'),
  },
  result: ContactNumber,
  errors: ['contact.notFound', 'list.notFound', 'contact.optedOut', 'list.noConfirmation'],
  handler: async ({ listId, emailFormat, overrideOptOut, ...input }, context) => {
    const { sql, realm, services } = context;
    const list = await requireList(sql, realm, listId);
    const contact = await namedContact(input, context);
    const { email, customerKey, firstName } = contact.identity;
    const { mailed } = await subscribe(
      { ...context, ...services },
      {
        name: { email, customerKey, firstName },
        contact,
        lists: [list],
        emailFormat: checkedFormat(emailFormat),
        overrideOptOut,
        source: 'contactSubscribe',
      },
    );
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return { contactId: contact.contactId };
  },
});

export const contactUnsubscribe = dataOperation({
  name: 'contactUnsubscribe',
  group: 'subscriptions',
  doc: 'Takes a contact off a list or all lists, and records an opt-out where asked to.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters: {
    ...contactParameters,
    listId: required(t.number, 'The list; 0 for all lists of the realm.'),
    optOut: required(t.boolean, 'Record an opt-out: from the list, or from the realm where the list is 0.'),
  },
  result: ContactNumber,
  errors: ['contact.notFound', 'contact.notSubscribed', 'list.notFound'],
  handler: async ({ listId, optOut, ...input }, context) => {
    const { sql, realm, services } = context;
    if (listId !== 0) await requireList(sql, realm, listId);
    const contact = await namedContact(input, context);
    const { subscriptions, mailed } = await unsubscribe(
      { ...context, ...services },
      { contact, listId, optOut, universal: false, source: 'contactUnsubscribe' },
    );
    if (subscriptions.length === 0 && !optOut) fail('contact.notSubscribed');
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return { contactId: contact.contactId };
  },
});
