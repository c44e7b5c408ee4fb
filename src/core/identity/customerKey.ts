/** What counts as a customer key: any string of the owner's CRM, compared byte for byte. */
import { fail } from '../../contract/errorCatalogue';
import { textProblem } from '../../text/plainText';
import { isLonger } from '../../text/isLonger';

/**
 * Checks a key; never trims or folds it.
 * @returns the key, 1 to 255 characters (code points) without control characters
 * @throws {ApiError} `contact.keyInvalid`
 */
export function customerKey(text: string | null): string {
  const key = text ?? '';
  const valid = !textProblem(key) && !/\p{Cc}/u.test(key) && key !== '' && !isLonger(key, 255);
  return valid ? key : fail('contact.keyInvalid');
}
