/** Which bodies a message carries: what the format asks for, and what there is. */
import { fail } from '../../contract/errorCatalogue';

export interface Parts {
  readonly html: boolean;
  readonly plain: boolean;
}

/**
 * @param asked format of the call, or null
 * @param chosen format of the contact's subscription, or null
 * @param has which bodies are not empty
 * @throws {ApiError} `message.empty` if the call asks for a body that is empty; a contact's choice falls back to
 *   the body that there is
 */
export function messageParts(asked: number | null, chosen: number | null, has: Parts): Parts {
  const empty = (format: number, body: string): never => fail('message.empty', { format, body });
  if (asked === 1 && !has.plain) empty(1, 'plainTextBody');
  if (asked === 2 && !has.html) empty(2, 'htmlBody');
  const format = asked ?? chosen ?? 99;
  if (!has.plain && !has.html) empty(format, format === 1 ? 'plainTextBody' : 'htmlBody or plainTextBody');
  return {
    html: has.html && (format !== 1 || !has.plain),
    plain: has.plain && (format !== 2 || !has.html),
  };
}
