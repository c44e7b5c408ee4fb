/** What commands answer about the contacts that an address or key names: several if it is a part, or they share the address. */
import type { Contact } from '../../core/contacts/contact';
import { searchContacts, type ContactSearch } from '../../core/contacts/searchContacts';
import { fold } from '../../core/identity/fold';
import type { ContactName } from '../../core/identity/identityScheme';
import { renderTable, type Column } from '../../rendering/table';
import type { RealmContext } from '../context';
import { contactColumns, keyColumn } from '../reportText';

/** What such a command is asked. */
interface ContactQuery {
  readonly name: ContactName;
  readonly exact: boolean;
  readonly returnXml: boolean;
}

/**
 * A table of what each of the contacts has: columns of the contact first, the customer key last.
 * @param rowsOf what a contact has
 */
export async function contactRowsTable<Row>(
  context: RealmContext,
  query: ContactQuery,
  rowsOf: (contact: Contact) => Promise<readonly Row[]>,
  columns: readonly Column<Row>[],
): Promise<string> {
  type Pair = readonly [Contact, Row];
  const pairs: Pair[] = [];
  for (const contact of await contactsNamed(context, query))
    for (const row of await rowsOf(contact)) pairs.push([contact, row]);
  const layout = {
    columns: [
      ...contactColumns<Pair>(([contact]) => contact),
      ...columns.map((each): Column<Pair> => ({ ...each, cell: ([, row]) => each.cell(row) })),
      ...keyColumn<Pair>(context.realm, ([contact]) => contact.identity.customerKey),
    ],
  };
  return renderTable(layout, pairs, query.returnXml ? 'xml' : 'csv', false);
}

/** At most 250 contacts, oldest first; a first name narrows the answer. */
async function contactsNamed(
  { sql, realm, runScan }: RealmContext,
  { name, exact }: ContactQuery,
): Promise<Contact[]> {
  const { firstName, email, customerKey } = name;
  const search: ContactSearch =
    customerKey === null
      ? { by: 'email', text: email ?? '', exact }
      : { by: 'customerKey', text: customerKey, exact };
  const found = await searchContacts(sql, realm, search, runScan);
  return firstName === null
    ? found
    : found.filter((contact) => contact.identity.firstName === fold(firstName));
}
