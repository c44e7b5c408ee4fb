/** The contacts that came last, for people who look around. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import type { Contact } from './contact';
import { selectContacts } from './contactRows';

/** The newest first. */
export const newestContacts = (sql: Sql, realm: Realm, most: number): Promise<Contact[]> =>
  selectContacts(sql, realm, 'contact_id > 0', [], `ORDER BY contact_id DESC LIMIT ${Math.trunc(most)}`);
