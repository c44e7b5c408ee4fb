/** Which contacts a query by address or key is about: several where the match is on a part, or the address is shared. */
import type { Contact } from '../../core/contacts/contact';
import type { RunScan } from '../../core/contacts/contactScans';
import { searchContacts, type ContactSearch } from '../../core/contacts/searchContacts';
import { fold } from '../../core/identity/fold';
import type { ContactName } from '../../core/identity/identityScheme';
import type { Realm } from '../../core/realms/realm';
import type { Sql } from '../../db/sql';

/** At most 250 contacts, oldest first; a first name narrows the answer. */
export async function contactsForQuery(
  sql: Sql,
  realm: Realm,
  name: ContactName,
  exact: boolean,
  runScan: RunScan,
): Promise<Contact[]> {
  const search: ContactSearch =
    name.customerKey === null
      ? { by: 'email', text: name.email ?? '', exact }
      : { by: 'customerKey', text: name.customerKey, exact };
  const found = await searchContacts(sql, realm, search, runScan);
  const { firstName } = name;
  return firstName === null
    ? found
    : found.filter((contact) => contact.identity.firstName === fold(firstName));
}
