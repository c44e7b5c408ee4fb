/** Rows of relational tables over REST: the object of one, and what a caller says of one. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t, type JsonValue } from '../../../contract/wireTypes';
import type { FoundRow } from '../../../core/relationalRows/findRows';
import { findRow } from '../../../core/relationalRows/findRows';
import {
  nameKey,
  requireColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../../../core/relational/relationalTable';
import type { Realm } from '../../../core/realms/realm';
import { parseDate } from '../../../time/realmTime';
import type { RealmContext } from '../../context';
import type { NamedContact } from '../../rowContacts';
import { SINGLE } from '../paging';
import { restDate } from '../restDates';

export const table = required(t.string, 'Name of the table, in any case; or its number.');
export const uniqueId = required(t.string, 'Value of the unique field.');

/** Columns by their names, and `subscriberId`, `skip` and `max` beside them. */
export const RowObject = t.mapOf(t.json);
export const RowBody = t.mapOf(t.string);

function shownValue({ type }: RelationalColumn, text: string, timeZone: string): JsonValue {
  if (type === 'string') return text;
  if (type !== 'date') return Number(text);
  const date = parseDate(text, timeZone);
  return date ? restDate(date, timeZone) : text;
}

/** Fields without a value are left out. */
export const rowObject = (
  { timeZone }: Realm,
  { contactId, values }: FoundRow,
  columns: readonly RelationalColumn[],
): Record<string, JsonValue> => ({
  ...Object.fromEntries(
    columns.flatMap((column) => {
      const text = values.get(column);
      return text === undefined ? [] : [[column.name, shownValue(column, text, timeZone)]];
    }),
  ),
  ...(contactId > 0 && { subscriberId: contactId }),
});

/** @throws {ApiError} `relational.rowNotFound` */
export async function requireRow(
  { sql, realm }: RealmContext,
  relational: RelationalTable,
  unique: string,
): Promise<FoundRow> {
  return (
    (await findRow(sql, realm, relational, unique)) ??
    fail('relational.rowNotFound', { table: relational.name })
  );
}

export const oneRow = (
  { realm }: RealmContext,
  row: FoundRow,
  columns: readonly RelationalColumn[],
): Record<string, JsonValue> => ({ ...rowObject(realm, row, columns), ...SINGLE });

/** What an answer has beside the columns, and programs send back. */
const IGNORED = new Set(['skip', 'max']);
const CONTACT = {
  subscriberid: 'contactId',
  customerkey: 'customerKey',
  email: 'email',
  firstname: 'firstName',
} as const;

export interface GivenRow {
  readonly values: ReadonlyMap<RelationalColumn, string>;
  /** Null if the body names none. */
  readonly contact: NamedContact | null;
}

/** @throws {ApiError} `relational.columnNotFound`, `relational.notActive` */
export function readRow(
  relational: RelationalTable,
  body: Readonly<Record<string, string | null>>,
): GivenRow {
  const values = new Map<RelationalColumn, string>();
  const contact: Record<string, string> = {};
  for (const [name, text] of Object.entries(body)) {
    const key = nameKey(name);
    if (IGNORED.has(key)) continue;
    const isColumn = relational.columns.some((column) => nameKey(column.name) === key);
    const part = isColumn || !Object.hasOwn(CONTACT, key) ? undefined : CONTACT[key as keyof typeof CONTACT];
    if (!part) values.set(requireColumn(relational, name), text ?? '');
    else if (text) contact[part] = text;
  }
  const { contactId, customerKey = null, email = null, firstName = null } = contact;
  return {
    values,
    contact:
      Object.keys(contact).length === 0
        ? null
        : { contactId: contactId === undefined ? null : Number(contactId), customerKey, email, firstName },
  };
}
