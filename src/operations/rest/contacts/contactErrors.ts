/** What can be wrong with a change of a contact over REST. */
import type { ErrorCode } from '../../../contract/errorCatalogue';

export const CONTACT_ERRORS = [
  'contact.notFound',
  'contact.duplicate',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'field.notFound',
  'field.readOnly',
  'field.valueInvalid',
  'argument.missing',
] as const satisfies readonly ErrorCode[];
