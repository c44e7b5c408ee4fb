/** Contacts as answer tables: the short one of searches and the long one with every field. */
import type { Contact } from '../../core/contacts/contact';
import { customValues } from '../../core/contacts/fieldValues';
import { STANDARD_FIELDS } from '../../core/fields/standardFields';
import { listIdsOf, subscriptionsOf } from '../../core/subscriptions/subscriptions';
import { formatDateTime } from '../../time/realmTime';
import { column, elementName, renderTable, type Layout } from '../../rendering/table';
import type { RealmContext } from '../context';
import { contactColumns, keyColumn } from '../reportText';

/** subscriber_id, email, first, last, lists (ids joined by commas), and the customer key where there is one. */
export async function renderFound(
  { sql, realm }: RealmContext,
  contacts: readonly Contact[],
  returnXml: boolean,
): Promise<string> {
  const ids = contacts.map((contact) => contact.contactId);
  const lists = await listIdsOf(sql, realm, ids);
  const layout: Layout<Contact> = {
    columns: [
      ...contactColumns<Contact>((contact) => contact),
      column('lists', ({ contactId }) => (lists.get(contactId) ?? []).join(',')),
      ...keyColumn<Contact>(realm, ({ identity }) => identity.customerKey),
    ],
    rowElement: 'subscriber',
  };
  return renderTable(layout, contacts, returnXml ? 'xml' : 'csv', false);
}

/** Every standard field, the lists, the custom fields that hold data, and in XML the subscriptions. */
export async function renderDetails(
  { sql, realm }: RealmContext,
  contact: Contact,
  returnXml: boolean,
): Promise<string> {
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  const custom = await customValues(sql, realm, contact.contactId);
  const layout: Layout<Contact> = {
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
        content: subscriptions.map(({ listId, createdAt, emailFormat }) => ({
          name: `list_${listId}`,
          content: [
            { name: 'created_date', content: formatDateTime(createdAt, realm.timeZone) },
            { name: 'format', content: emailFormat },
          ],
        })),
      },
    ],
  };
  return renderTable(layout, [contact], returnXml ? 'xml' : 'csv', true);
}
