/** Parameters that many operations share, described once, and how their values are read. */
import { optional, required } from '../contract/defineOperation';
import { fail } from '../contract/errorCatalogue';
import { MapEntry, t, type ValueOf } from '../contract/wireTypes';
import type { FieldEntry } from '../core/contacts/fieldChanges';

export const listId = required(t.int, 'Number of the list.');
export const emailFormat = required(t.int, 'Format of the mail: 1 plain text, 2 HTML, 99 multipart.');
export const fieldName = required(
  t.string,
  'Name of a standard field (any case) or of a custom field (case counts; with or without the prefix custom_).',
);
const DATA_DOC =
  'Fields to set: pairs of a field name and a value (text, number, boolean or date). A null value clears the field.';
export const data = optional(t.arrayOf(MapEntry), DATA_DOC);
/** Where the fields are all that a call is about. A client that lost them (Perl with a WSDL) must hear of it. */
export const requiredData = required(t.arrayOf(MapEntry), DATA_DOC);
export const returnXml = required(t.boolean, 'false for CSV, true for XML.');
export const exact = required(t.boolean, 'true to match the whole value, false to match any part of it.');
export const format = required(
  t.string,
  'Output format: csv, csv_tab, csv_pipe, xml, xml2, html or plain, in any case.',
);
/** Confidence texts that recur. */
export const SEEN = {
  confidence: 'seen',
  basis: 'Called in public client code with these arguments.',
} as const;
export const DOCUMENTED = (basis: string) =>
  ({ confidence: 'name documented, signature inferred', basis }) as const;

/**
 * Field entries of a `data` argument.
 * @throws {ApiError} `argument.invalid` for an entry without a key
 */
export function fieldEntries(data: ValueOf<typeof MapEntry>[] | null): FieldEntry[] {
  return (data ?? []).map((entry) => {
    const name = entry?.key?.trim();
    if (!name) return fail('argument.invalid', { name: 'data', reason: 'an entry has no key' });
    return { name, text: entry?.value?.text ?? null };
  });
}
