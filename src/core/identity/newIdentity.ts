/** What a new contact of a name would be identified by. */
import { fail } from '../../contract/errorCatalogue';
import { isLonger } from '../../text/isLonger';
import { isGiven } from './contactMatch';
import { fold } from './fold';
import type { ContactName, IdentityScheme, StoredIdentity } from './identityScheme';

/** @throws {ApiError} if the name lacks what a new contact must carry, or its key is none that the scheme takes */
export function identityOfNew(scheme: IdentityScheme, name: ContactName): StoredIdentity {
  const { hasKey, newContact } = scheme;
  const { email, firstName, customerKey } = name;
  if (customerKey === null && newContact.all.includes('customerKey'))
    return fail('argument.missing', { name: 'customerKey' });
  if (email === null && newContact.all.includes('email'))
    return hasKey ? fail('contact.emailRequired') : fail('argument.missing', { name: 'email' });
  const { oneOf } = newContact;
  if (oneOf.length > 0 && !oneOf.some((identifier) => isGiven(name, identifier)))
    return fail('argument.missing', { name: oneOf[0]! });
  return {
    email: email === null ? null : fold(email),
    firstName: fold(firstName ?? ''),
    customerKey: hasKey && customerKey !== null ? schemeKey(scheme, customerKey) : null,
  };
}

/** @throws {ApiError} `contact.keyUnfit` for a key that contacts of the scheme cannot have */
export function schemeKey(
  { keyName, key: { longest, printableAscii } }: IdentityScheme,
  key: string,
): string {
  const isFit = !isLonger(key, longest) && (!printableAscii || /^[\x20-\x7e]*[\x21-\x7e]$/.test(key));
  return isFit
    ? key
    : fail('contact.keyUnfit', {
        keyName: keyName ?? 'key',
        longest,
        kind: printableAscii ? 'printable ASCII characters, the last one no blank' : 'characters',
      });
}
