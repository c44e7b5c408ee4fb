/** Contacts as answer tables: the short one of searches and the long one with every field. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { keyColumn } from '../reports/reportContacts';
import { columns, elementName, escapeXml, type Table } from '../reports/table';
import { listIdsOf, subscriptionsOf } from '../subscriptions/subscriptions';
import { formatDateTime } from '../time/realmTime';
import type { Contact } from './contact';
import { customValues } from './fieldValues';
import { STANDARD_FIELDS } from './standardFields';

const keyValue = (realm: Realm, contact: Contact): string[] =>
  realm.usesCustomerKey ? [contact.identity.customerKey ?? ''] : [];

/** subscriber_id, email, first, last, lists (ids joined by commas), and the customer key where there is one. */
export async function searchTable(sql: Sql, realm: Realm, contacts: readonly Contact[]): Promise<Table> {
  const lists = await listIdsOf(
    sql,
    realm,
    contacts.map((contact) => contact.contactId),
  );
  return {
    columns: [...columns('subscriber_id', 'email', 'first', 'last', 'lists'), ...keyColumn(realm)],
    rows: contacts.map((contact) => [
      String(contact.contactId),
      contact.email,
      contact.firstName,
      contact.lastName,
      (lists.get(contact.contactId) ?? []).join(','),
      ...keyValue(realm, contact),
    ]),
    rowElement: 'subscriber',
  };
}

/** Every standard field, the lists, the custom fields that hold data, and in XML the subscriptions. */
export async function detailTable(sql: Sql, realm: Realm, contact: Contact): Promise<Table> {
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  const custom = await customValues(sql, realm, contact.contactId);
  const details = (): string =>
    subscriptions
      .map(
        (s) =>
          `<list_${s.listId}><created_date>${escapeXml(formatDateTime(s.createdAt, realm.timeZone))}</created_date><format>${s.emailFormat}</format></list_${s.listId}>`,
      )
      .join('');
  return {
    columns: [
      ...columns('subscriber_id', ...STANDARD_FIELDS.map((field) => field.name), 'lists'),
      ...custom.map(({ name }) => ({ heading: name, element: elementName(name) })),
      ...keyColumn(realm),
    ],
    rows: [
      [
        String(contact.contactId),
        ...STANDARD_FIELDS.map((field) => field.read(contact)),
        subscriptions.map((s) => s.listId).join(','),
        ...custom.map(({ text }) => text),
        ...keyValue(realm, contact),
      ],
    ],
    rowElement: 'subscriber',
    rowXml: () => `<subscription_details>${details()}</subscription_details>`,
  };
}
