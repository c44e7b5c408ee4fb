/**
 * Errors as the clients of the HTTP API read them: one line behind `FAILURE: `. Some keep what stands before the next
 * colon, others what stands behind the last one, and one splits at carets, so a text holds neither.
 */
import type { ErrorCode, ApiError } from '../../contract/errorCatalogue';

/** What old programs compare with, if they do. No text repeats a password. */
const LEGACY: Partial<Record<ErrorCode, string>> = {
  'credential.invalid':
    "Password (hidden) doesn't match entry for API user credentials in database or IP isn't an approved IP",
  // No realm was named at all; one that there is not is told like a wrong password, so that nobody can ask for names.
  'session.invalid': 'Unable to determine customer account (realm)',
  'contact.notFound': 'Subscriber cannot be found',
  'operation.unknown': 'There is no command {operation}',
};

/** @param own texts of the command that was called */
export function failureText(error: ApiError, own: Partial<Readonly<Record<ErrorCode, string>>> = {}): string {
  const text = own[error.code] ?? LEGACY[error.code];
  return `FAILURE: ${plain(text === undefined ? error.message : error.inWords(text))}`;
}

const plain = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/:\s+/g, ', ')
    .replaceAll(':', '.')
    .replaceAll('^', ' ')
    .trim();
