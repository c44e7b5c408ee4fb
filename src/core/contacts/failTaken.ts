/** The refusal where somebody else has what identifies. */
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { StoredIdentity } from '../identity/identityScheme';
import type { Realm } from '../realms/realm';
import { failConflict, findContact } from './contactRows';

/** Somebody else has what a contact was to get. @throws {ApiError} `contact.conflict`, `contact.duplicate` */
export async function failTaken(
  sql: Sql,
  realm: Realm,
  contact: { readonly contactId: number },
  { email, customerKey }: StoredIdentity,
): Promise<never> {
  for (const set of realm.identity.unique) {
    const [identifier] = set;
    // Of several things that identify together none is the one that is taken.
    if (set.length > 1 || (identifier !== 'email' && identifier !== 'customerKey')) continue;
    const wanted = { email, customerKey, firstName: null };
    if (wanted[identifier] === null || realm.identity.disagreement === 'cannot happen') continue;
    const name = { ...wanted, [identifier === 'email' ? 'customerKey' : 'email']: null };
    const owner = await findContact(sql, realm, name);
    if (owner && owner.contactId !== contact.contactId) failConflict(realm, { identifier, owner, contact });
  }
  return fail('contact.duplicate');
}
