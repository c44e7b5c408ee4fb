/** `POST /lists/{listId}`: a contact, new or not, and its subscription. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import type { Contact } from '../../../core/contacts/contact';
import { findContactById, resolveContact, selectContacts } from '../../../core/contacts/contactRows';
import { readChanges } from '../../../core/contacts/fieldChanges';
import { changeContact } from '../../../core/contacts/changeContact';
import { fold } from '../../../core/identity/fold';
import type { ContactName } from '../../../core/identity/identityScheme';
import { requireList } from '../../../core/lists/lists';
import type { RealmContext } from '../../context';
import { ContactModel, modelEntries, modelName, type ContactModelValue } from '../contacts/contactModel';
import { newContact } from '../contacts/newContact';
import { bodyOf, rest } from '../restOperation';
import { currentSubscription, isOnList, joinList } from './joinList';
import { SUBSCRIPTION_ERRORS, subscriptionFormat } from './subscriptionBody';
import { SubscriptionObject } from './subscriptionObject';

const listId = required(t.long, 'Number of the list.');

const ListSubscriber = t.struct('ListSubscriber', {
  ...ContactModel.fields,
  subscriberId: t.long,
});

export const postListSubscriber = rest({
  method: 'POST',
  at: '/lists/{listId}',
  group: 'subscriptions',
  doc: 'Subscribes a contact to a list, and creates the contact where subscriberId is 0 and there is none. With duplicates=1 an address that is known with another first name becomes a second contact; else the first one of that address is subscribed.',
  access: 'write',
  path: { listId },
  query: {
    format: optional(t.int, '1 plain text (unless given), 2 HTML, 99 multipart.'),
    duplicates: optional(t.int, '0 (unless given) or 1.'),
  },
  body: required(
    ListSubscriber,
    'subscriberId (0 for a new contact), email, firstName, other fields; in realms with customer keys customerKey.',
  ),
  result: SubscriptionObject,
  resultDoc: 'The subscription.',
  errors: [
    ...SUBSCRIPTION_ERRORS,
    'contact.conflict',
    'contact.emailInvalid',
    'contact.keyInvalid',
    'field.notFound',
    'field.valueInvalid',
    'field.readOnly',
  ],
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { subscriberId, ...model } = bodyOf(ListSubscriber, input) as ContactModelValue & {
      subscriberId?: number | null;
    };
    const list = await requireList(sql, realm, input.listId);
    const format = subscriptionFormat(input.format);
    let contact: Contact;
    if (subscriberId) contact = (await findContactById(sql, realm, subscriberId)) ?? fail('contact.notFound');
    else contact = await foundOrNew(context, model, input.duplicates === 1);
    if (await isOnList(context, contact.contactId, list.listId)) fail('subscription.exists');
    await joinList(context, contact, list, format, false, 'POST /lists');
    const entries = modelEntries(model, ['email', 'firstName']);
    const changes = await readChanges(sql, realm, entries);
    await changeContact(sql, realm, contact, changes, now);
    const made = await currentSubscription(context, contact.contactId, list, format);
    return { ...made, dto: made };
  },
});

/** What a call says of a contact that lacks it is taken with the subscription. */
const completed = (contact: Contact, { email, customerKey }: ContactName): Contact => ({
  ...contact,
  email: contact.email || (email ?? ''),
  identity: { ...contact.identity, customerKey: contact.identity.customerKey ?? customerKey },
});

async function foundOrNew(
  context: RealmContext,
  model: ContactModelValue,
  allowsDuplicates: boolean,
): Promise<Contact> {
  const { sql, realm } = context;
  const name = modelName(model, context);
  const exact = await resolveContact(sql, realm, { ...name, firstName: name.firstName ?? '' });
  if (exact) return completed(exact, name);
  if (!allowsDuplicates && realm.identity.firstNameIdentifies && name.email !== null) {
    const [first] = await selectContacts(
      sql,
      realm,
      'email = ?',
      [fold(name.email)],
      'ORDER BY contact_id LIMIT 1',
    );
    if (first) return first;
  }
  return newContact(context, name, model);
}
