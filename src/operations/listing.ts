/** What the `enum...` operations share: their argument `type`, which selects the output. */
import { required } from '../contract/defineOperation';
import { fail } from '../contract/errorCatalogue';
import { t } from '../contract/wireTypes';
import { renderTable, type Column, type Format } from '../rendering/table';

export const listingType = required(t.int, 'Output: 0 plain text (number and name), 1 CSV, 2 XML.');

const FORMATS: readonly Format[] = ['plain', 'csv', 'xml'];

/**
 * @param columns number and name first
 * @throws {ApiError} `argument.invalid`
 */
export function renderListing<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  type: number,
): string {
  const format =
    FORMATS[type] ??
    fail('argument.invalid', { name: 'type', reason: 'it is 0 (plain), 1 (CSV) or 2 (XML)' });
  const shown = format === 'plain' ? columns.slice(0, 2) : columns;
  return renderTable({ columns: shown }, rows, format, false);
}
