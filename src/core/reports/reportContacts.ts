/** What reports show of contacts. A contact that was deleted since leaves its rows, with nothing in these columns. */
import type { Realm } from '../realms/realm';
import { columns, type Column } from './table';

export const CONTACT_COLUMNS = columns('email', 'first_name', 'last_name');

/** The customer key comes last, so that clients that read by position keep working. */
export const keyColumn = (realm: Realm): Column[] => (realm.usesCustomerKey ? columns('customer_key') : []);

/** Columns for a SELECT in which the contacts are LEFT JOINed as `c`. */
export const contactSelect = ({ usesCustomerKey }: Realm): string =>
  `c.email_as_given, c.first_name_as_given, c.last_name${usesCustomerKey ? ', c.customer_key' : ''}`;

export interface ReportContact {
  readonly email_as_given: string | null;
  readonly first_name_as_given: string | null;
  readonly last_name: string | null;
  readonly customer_key?: Buffer | null;
}

export const contactCells = (row: ReportContact): string[] => [
  row.email_as_given ?? '',
  row.first_name_as_given ?? '',
  row.last_name ?? '',
];

export const keyCells = ({ usesCustomerKey }: Realm, row: Pick<ReportContact, 'customer_key'>): string[] =>
  usesCustomerKey ? [row.customer_key?.toString('utf8') ?? ''] : [];
