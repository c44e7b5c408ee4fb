/** What the `enum...` operations share: their argument `type`, which selects the output. */
import { required } from '../contract/defineOperation';
import { fail } from '../contract/errorCatalogue';
import { t } from '../contract/wireTypes';
import { renderTable, type Column, type Format } from '../core/reports/table';

export const listingType = required(t.int, 'Output: 0 plain text (number and name), 1 CSV, 2 XML.');

const FORMATS: readonly Format[] = ['plain', 'csv', 'xml'];

/**
 * @param rows number and name first
 * @throws {ApiError} `argument.invalid`
 */
export function renderListing(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  type: number,
): string {
  const format =
    FORMATS[type] ??
    fail('argument.invalid', { name: 'type', reason: 'it is 0 (plain), 1 (CSV) or 2 (XML)' });
  const shown = format === 'plain' ? 2 : columns.length;
  return renderTable(
    { columns: columns.slice(0, shown), rows: rows.map((row) => row.slice(0, shown)), rowElement: 'Data' },
    format,
    false,
  );
}
