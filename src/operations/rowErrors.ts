/** Why rows of relational tables cannot be had, whichever door asks for them. */
import type { ErrorCode } from '../contract/errorCatalogue';

/** Of writing rows. */
export const ROW_ERRORS = [
  'relational.tableNotFound',
  'relational.columnNotFound',
  'relational.notActive',
  'relational.noUniqueField',
  'relational.tooMany',
  'field.valueInvalid',
  'contact.notFound',
  'contact.ambiguous',
  'argument.missing',
  'argument.invalid',
] as const satisfies readonly ErrorCode[];

/** Of one row, by the value that names it. */
export const NAMED_ROW_ERRORS = [
  'relational.tableNotFound',
  'relational.rowNotFound',
  'relational.notActive',
  'relational.noUniqueField',
  'field.valueInvalid',
] as const satisfies readonly ErrorCode[];
