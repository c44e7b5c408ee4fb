/** Errors of the Iterable API: their codes, and what else the gateway knows of each. */
import type { ErrorCode } from '../../contract/errorCatalogue';
import { VendorError } from '../../contract/vendorError';
import type { JsonValue } from '../../contract/wireTypes';

const CODES = {
  Success: [400, 'argument.invalid'],
  BadJsonBody: [400, 'request.malformed'],
  BadParams: [400, 'argument.invalid'],
  BatchTooLarge: [400, 'request.tooLarge'],
  EmailAlreadyExists: [400, 'contact.duplicate'],
  ForgottenUserError: [409, 'contact.forgotten'],
  InvalidEmailAddressError: [400, 'contact.emailInvalid'],
  InvalidUserIdError: [400, 'contact.keyInvalid'],
  UnknownEmailError: [400, 'contact.notFound'],
  UnknownUserIdError: [400, 'contact.notFound'],
  UserIdAlreadyExists: [400, 'contact.duplicate'],
  ExternalKeyConflict: [409, 'contact.conflict'],
  RequestFieldsTypesMismatched: [400, 'field.valueInvalid'],
  UniqueFieldsLimitExceeded: [400, 'field.valueInvalid'],
  QueueEmailError: [400, 'message.toInvalid'],
  Forbidden: [403, 'key.forbidden'],
  NotFound: [404, 'operation.unknown'],
  Conflict: [409, 'argument.invalid'],
} as const satisfies Record<string, readonly [number, ErrorCode]>;

export type IterableCode = keyof typeof CODES;

/** @param status where a call answers another one than usual */
export function iterableError(
  code: IterableCode,
  msg: string,
  params: { readonly [name: string]: JsonValue } | null = null,
  status: number = CODES[code][0],
): VendorError {
  return new VendorError(CODES[code][1], status, { msg, code, params });
}

export const refuse = (
  code: IterableCode,
  msg: string,
  params: { readonly [name: string]: JsonValue } | null = null,
  status?: number,
): never => {
  throw iterableError(code, msg, params, status);
};

export const badParams = (msg: string): never => refuse('BadParams', msg);
