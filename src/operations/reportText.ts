/** How operations answer with tables: the formats that they take, their bounds, and the columns that many share. */
import { fail } from '../contract/errorCatalogue';
import type { Contact } from '../core/contacts/contact';
import type { Realm } from '../core/realms/realm';
import type { Pieces } from '../core/reports/pieces';
import type { ReportContact } from '../core/reports/reportContacts';
import { formatDateTime } from '../time/realmTime';
import {
  column,
  FORMATS,
  TableText,
  type Cell,
  type Column,
  type Format,
  type Layout,
} from '../rendering/table';

/** Rows of a page of the platform's reports. */
export const PAGE_ROWS = 250;

/** Rows of an answer that has no pages. A report that lacks rows and does not say so would be worse than none. */
export const MAX_ROWS = 100_000;

/** @throws {ApiError} `argument.invalid` */
export function checkedOutputFormat(text: string, name = 'format'): Format {
  const format = text.trim().toLowerCase();
  if ((FORMATS as readonly string[]).includes(format)) return format as Format;
  return fail('argument.invalid', { name, reason: `it is one of ${FORMATS.join(', ')}` });
}

/**
 * Renders a report that has no pages: only its text is kept.
 * @throws {ApiError} `report.tooLarge`
 */
export async function renderPieces<Row>(
  layout: Layout<Row>,
  pieces: Pieces<Row>,
  format: Format,
  header: boolean,
  mostRows = MAX_ROWS,
): Promise<string> {
  const text = new TableText(layout, format, header);
  let rows = 0;
  for await (const piece of pieces) {
    rows += piece.length;
    if (rows > mostRows) fail('report.tooLarge', { rows: mostRows });
    for (const row of piece) text.add(row);
  }
  return text.toString();
}

/** A column of times, shown on the realm's clock. */
export const timeColumn = <Row>(name: string, { timeZone }: Realm, time: (row: Row) => Date): Column<Row> =>
  column(name, (row) => formatDateTime(time(row), timeZone));

/** The customer key comes last, so that clients that read by position keep working. */
export const keyColumn = <Row>(realm: Realm, key: (row: Row) => Cell): Column<Row>[] =>
  realm.identity.hasKey ? [column('customer_key', key)] : [];

/** Of a contact that was deleted since, nothing is left. */
export const nameColumns = <Row>(contact: (row: Row) => ReportContact | null): Column<Row>[] => [
  column('email', (row) => contact(row)?.email ?? null),
  column('first_name', (row) => contact(row)?.firstName ?? null),
  column('last_name', (row) => contact(row)?.lastName ?? null),
];

/** The columns with which searches and answers about single contacts begin. */
export const contactColumns = <Row>(contact: (row: Row) => Contact): Column<Row>[] => [
  column('subscriber_id', (row) => contact(row).contactId),
  column('email', (row) => contact(row).email),
  column('first', (row) => contact(row).firstName),
  column('last', (row) => contact(row).lastName),
];
