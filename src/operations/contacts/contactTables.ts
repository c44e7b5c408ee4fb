/** Contacts as answer tables: the short one of searches and the long one with every field. */
import type { Contact } from '../../core/contacts/contact';
import { customValues } from '../../core/contacts/fieldValues';
import { STANDARD_FIELDS } from '../../core/fields/standardFields';
import { listIdsOf, subscriptionsOf, type Subscription } from '../../core/subscriptions/subscriptions';
import { formatDateTime } from '../../time/realmTime';
import { column, elementName, renderTable, type Layout, type XmlElement } from '../../rendering/table';
import type { RealmContext } from '../context';
import { contactColumns, keyColumn } from '../reportText';

/** subscriber_id, email, first, last, lists (ids joined by commas), and the customer key if there is one. */
export async function renderFound(
  context: RealmContext,
  contacts: readonly Contact[],
  returnXml: boolean,
): Promise<string> {
  return renderTable(await foundLayout(context, contacts), contacts, returnXml ? 'xml' : 'csv', false);
}

export async function foundLayout(
  { sql, realm }: RealmContext,
  contacts: readonly Contact[],
): Promise<Layout<Contact>> {
  const ids = contacts.map((contact) => contact.contactId);
  const lists = await listIdsOf(sql, realm, ids);
  return {
    columns: [
      ...contactColumns<Contact>((contact) => contact),
      column('lists', ({ contactId }) => (lists.get(contactId) ?? []).join(',')),
      ...keyColumn<Contact>(realm, ({ identity }) => identity.customerKey),
    ],
    rowElement: 'subscriber',
  };
}

/** Every standard field, the lists, the custom fields that hold data, and in XML the subscriptions. */
export async function renderDetails(
  context: RealmContext,
  contact: Contact,
  returnXml: boolean,
): Promise<string> {
  const { timeZone } = context.realm;
  const layout = await detailsLayout(context, contact, ({ createdAt, emailFormat }) => [
    { name: 'created_date', content: formatDateTime(createdAt, timeZone) },
    { name: 'format', content: emailFormat },
  ]);
  return renderTable(layout, [contact], returnXml ? 'xml' : 'csv', true);
}

/** @param describe what XML says of a subscription */
export async function detailsLayout(
  { sql, realm }: RealmContext,
  contact: Contact,
  describe: (subscription: Subscription) => readonly XmlElement[],
): Promise<Layout<Contact>> {
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  const custom = await customValues(sql, realm, contact.contactId);
  return {
    columns: [
      column('subscriber_id', ({ contactId }) => contactId),
      ...STANDARD_FIELDS.map((field) => column<Contact>(field.name, (each) => field.read(each))),
      column('lists', () => subscriptions.map((s) => s.listId).join(',')),
      ...custom.map(({ name, text }) => ({ heading: name, element: elementName(name), cell: () => text })),
      ...keyColumn<Contact>(realm, ({ identity }) => identity.customerKey),
    ],
    rowElement: 'subscriber',
    details: () => [
      {
        name: 'subscription_details',
        content: subscriptions.map((subscription) => ({
          name: `list_${subscription.listId}`,
          content: describe(subscription),
        })),
      },
    ],
  };
}
