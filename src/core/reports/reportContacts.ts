/** What reports tell of contacts. A contact that was deleted since leaves its rows, with nothing known of it. */
import type { Realm } from '../realms/realm';

export interface ReportContact {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Null in realms without. */
  readonly customerKey: string | null;
}

/** Columns of `contactSelect`. */
export interface ReportContactRow {
  readonly email_as_given: string | null;
  readonly first_name_as_given: string | null;
  readonly last_name: string | null;
  readonly customer_key?: Buffer | null;
}

/** Columns for a SELECT in which the contacts are LEFT JOINed as `c`. */
export const contactSelect = ({ identity }: Realm): string =>
  `c.email_as_given, c.first_name_as_given, c.last_name${identity.hasKey ? ', c.customer_key' : ''}`;

/** The contact of a row, or null if there is none any more. */
export const reportContact = (row: ReportContactRow): ReportContact | null =>
  row.email_as_given === null
    ? null
    : {
        email: row.email_as_given,
        firstName: row.first_name_as_given ?? '',
        lastName: row.last_name ?? '',
        customerKey: row.customer_key?.toString('utf8') ?? null,
      };
