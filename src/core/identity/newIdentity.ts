/** What a new contact of a name would be identified by. */
import { fail } from '../../contract/errorCatalogue';
import { fold } from './fold';
import type { ContactName, IdentityScheme, StoredIdentity } from './identityScheme';

/** @throws {ApiError} where the name lacks what a new contact must carry */
export function identityOfNew(
  { hasKey, newContact }: IdentityScheme,
  { email, firstName, customerKey }: ContactName,
): StoredIdentity {
  if (customerKey === null && newContact.all.includes('customerKey'))
    return fail('argument.missing', { name: 'customerKey' });
  if (email === null)
    return hasKey ? fail('contact.emailRequired') : fail('argument.missing', { name: 'email' });
  return { email: fold(email), firstName: fold(firstName ?? ''), customerKey: hasKey ? customerKey : null };
}
