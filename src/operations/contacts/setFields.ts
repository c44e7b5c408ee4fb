/** The body that all `userSetData...` commands share. */
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { findContact } from '../../core/contacts/contactRows';
import { readChanges, type FieldEntry } from '../../core/contacts/fieldChanges';
import { changeContact } from '../../core/contacts/changeContact';
import type { ContactName } from '../../core/identity/identityScheme';
import type { RealmContext } from '../context';

export const SET_ERRORS = [
  'contact.notFound',
  'contact.duplicate',
  'contact.emailInvalid',
  'field.notFound',
  'field.readOnly',
  'field.valueInvalid',
] as const satisfies readonly ErrorCode[];

/** Writes fields of an existing contact. @returns 0 */
export async function setFields(
  name: ContactName,
  entries: readonly FieldEntry[],
  { sql, realm, now }: RealmContext,
): Promise<number> {
  const changes = await readChanges(sql, realm, entries);
  const contact = (await findContact(sql, realm, name, true)) ?? fail('contact.notFound');
  await changeContact(sql, realm, contact, changes, now);
  return 0;
}
