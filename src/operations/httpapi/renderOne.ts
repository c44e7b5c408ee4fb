/** A single thing as an answer: its fields stand straight below the root of its XML, and no row is around them. */
import { isXml, renderTable, type Layout } from '../../rendering/table';
import type { Output } from './httpCommand';

/** @param plainColumns how many columns plain text has */
export function renderOne<Row>(
  layout: Layout<Row>,
  row: Row,
  { format, header }: Output,
  plainColumns: number,
): string {
  const columns = format === 'plain' ? layout.columns.slice(0, plainColumns) : layout.columns;
  const rendered = renderTable({ ...layout, columns }, [row], format, header);
  return isXml(format)
    ? rendered.replace('<data><Data>', '<data>').replace(/<\/Data><\/data>$/, '</data>')
    : rendered;
}
