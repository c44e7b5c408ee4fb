/** The contact that an identifier means, for calls that never create anybody. */
import type { Contact } from '../../core/contacts/contact';
import { findContact } from '../../core/contacts/contactRows';
import { addressForm, given, isAddress } from './identifiers';
import { badParams, refuse } from './iterableError';
import type { ProjectContext } from './iterableOperation';
import { checkedAddress, checkedUserId } from './personRequest';

export interface Identified {
  readonly email: string | null;
  readonly userId: string | null;
}

/**
 * The one identifier of a call that counts in this type of project, checked.
 * @throws {VendorError} if there is none that does
 */
export function identified(
  { realm, project }: ProjectContext,
  user: { readonly email?: string | null; readonly userId?: string | null },
): Identified {
  const email = project === 'userId' ? null : given(user.email);
  const userId = given(user.userId);
  const byEmail = project === 'email' ? email !== null : email !== null && userId === null;
  if (byEmail) return { email: checkedAddress(email!), userId: null };
  if (userId !== null) return { email: null, userId: checkedUserId(realm, userId) };
  if (typeof user.userId === 'string' && given(user.email) === null)
    return refuse('InvalidUserIdError', 'Invalid userId: it is blank');
  return badParams(
    project === 'userId'
      ? 'userId is required: users of this project are identified by it alone.'
      : 'email or userId is required.',
  );
}

export const findUser = (
  { sql, realm }: ProjectContext,
  { email, userId }: Identified,
  lock = false,
): Promise<Contact | null> => findContact(sql, realm, { email, customerKey: userId, firstName: null }, lock);

/** @throws {VendorError} for an address where it identifies nobody, or that is none */
export function pathAddress({ project }: ProjectContext, email: string): Identified {
  const address = addressForm(email);
  if (!isAddress(address)) refuse('InvalidEmailAddressError', `Invalid email: ${address}`);
  if (project === 'userId') badParams('Users of this project are identified by userId alone.');
  return { email: address, userId: null };
}

/** @throws {VendorError} */
export const pathUserId = ({ realm }: ProjectContext, userId: string): Identified => ({
  email: null,
  userId: checkedUserId(realm, userId),
});
