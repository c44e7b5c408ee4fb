/** Options of commands that read or write CSV. */
import { DELIMITERS as CSV_DELIMITERS } from '../operations/administration/contacts/contactsImport';
import { UsageError, type CommandInput } from './command';

/** The delimiter that was asked for, or null. @throws {UsageError} */
export function delimiterOption(input: CommandInput): string | null {
  const given = input.option('delimiter');
  if (given === undefined) return null;
  const delimiter = given === 'tab' ? '\t' : given;
  if ((CSV_DELIMITERS as readonly string[]).includes(delimiter)) return delimiter;
  throw new UsageError('--delimiter takes a comma, a semicolon, a bar or the word tab.');
}
