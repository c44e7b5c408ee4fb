/** `rdbsavedata`, `rdbfinddata` and `rdbdeletedata`: rows of relational tables. */
import { also, required, type Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { deleteRows, MAX_ROWS_OF_CONTACT, saveRows } from '../../core/relationalRows/saveRows';
import { findRows, rowsByValues, type FoundRow } from '../../core/relationalRows/findRows';
import {
  activeColumns,
  columnValue,
  isOwnedByContacts,
  nameKey,
  requireColumn,
  uniqueColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../../core/relational/relationalTable';
import { requireActiveTable } from '../../core/relational/relationalTables';
import { column as tableColumn, type Column } from '../../rendering/table';
import { contactsNamed, type NamedContact } from '../rowContacts';
import type { RealmContext } from '../context';
import { dataRows } from './contactRecords';
import { ARTICLE, httpCommand, number, output, outputOf, renderRows, success, text } from './httpCommand';
import { checkStorageType, storageType, table } from './relationalTables';
import { firstRows } from '../../core/paging/page';

const MOST_FOUND = 250;
/** Records of one search. */
const MOST_WANTED = 100;

const rowData = (doc: string) => also(required(t.string, doc), 'd');
const spec = { group: 'customfields', provenance: ARTICLE } as const;

export const CONTACT_NAMES = ['subscriber_id', 'customer_key', 'email', 'first'] as const;
export type ContactField = (typeof CONTACT_NAMES)[number];

/** What a name in `data` is: a column, or part of the name of the contact. */
export function meaningOf(relational: RelationalTable, name: string): RelationalColumn | ContactField {
  const key = nameKey(name) === 'first_name' ? 'first' : nameKey(name);
  const isColumn = relational.columns.some((each) => nameKey(each.name) === nameKey(name));
  return CONTACT_NAMES.find((each) => each === key && !isColumn) ?? requireColumn(relational, name);
}

interface Record {
  readonly contact: NamedContact;
  readonly values: Map<RelationalColumn, string>;
}

/** @throws {ApiError} `argument.invalid`, `relational.columnNotFound`, `relational.notActive` */
function readRows(relational: RelationalTable, given: string): Record[] {
  const { fields, rows } = dataRows(given);
  const meanings = fields.map((name) => meaningOf(relational, name));
  if (rows.length === 0) fail('argument.invalid', { name: 'data', reason: 'it holds no row' });
  return rows.map((texts) => {
    if (texts.length !== fields.length)
      fail('argument.invalid', {
        name: 'data',
        reason: `it has ${fields.length} fields, and a row with ${texts.length} values`,
      });
    const values = new Map<RelationalColumn, string>();
    const contact: Partial<{ [Field in ContactField]: string }> = {};
    for (const [i, meaning] of meanings.entries())
      if (typeof meaning === 'string') contact[meaning] = texts[i]!;
      else values.set(meaning, texts[i]!);
    return { contact: namedBy(contact), values };
  });
}

export const namedBy = (
  given: Partial<{ readonly [Field in ContactField]: string | number | null }>,
): NamedContact => ({
  contactId: given.subscriber_id ? Number(given.subscriber_id) : null,
  customerKey: given.customer_key ? String(given.customer_key) : null,
  email: given.email ? String(given.email) : null,
  firstName: given.first ? String(given.first) : null,
});

const save = httpCommand({
  ...spec,
  name: 'rdbsavedata',
  access: 'write',
  doc: `Adds rows to a relational table, and changes those whose unique value there is already; fields that are left out stay. All rows are taken, or none. The contact that the rows belong to must be there, and has at most ${MAX_ROWS_OF_CONTACT} in a table; rows of a flat table belong to nobody.`,
  parameters: {
    table,
    storageType,
    data: rowData(
      'Rows, as T.unique,T.col^VALUE,VALUE^VALUE,VALUE, with or without the name of the table before each field. subscriber_id, customer_key, email and first among the fields name the contact of each row, where the arguments name none.',
    ),
    subscriber_id: number('Number of the contact.'),
    customer_key: text('Or, in Customer Key realms, the key of the contact.'),
    email: text('Or the address of the contact.'),
    first: also(text('First name, where several contacts share the address.'), 'first_name'),
  },
  resultDoc:
    'SUCCESS: Total Records Processed: N, Records Added: N, Records Inserted: N. Added are those that are new, inserted all that were written.',
  errors: [
    'relational.tableNotFound',
    'relational.columnNotFound',
    'relational.notActive',
    'relational.tooMany',
    'field.valueInvalid',
    'contact.notFound',
    'contact.ambiguous',
    'argument.missing',
    'argument.invalid',
  ],
  handler: async (input, context) => {
    checkStorageType(input.storageType);
    const { sql, realm, now } = context;
    const relational = await requireActiveTable(sql, realm, input.table);
    const records = readRows(relational, input.data);
    const owners = await ownersOf(context, relational, records, namedBy(input));
    const rows = records.map(({ values }, i) => ({ contactId: owners[i]!, values }));
    const { added, changed } = await saveRows(sql, realm, relational, rows, now);
    // The colons are the platform's own.
    return `${success('Total Records Processed')}: ${records.length}, Records Added: ${added}, Records Inserted: ${added + changed}`;
  },
});

async function ownersOf(
  context: RealmContext,
  relational: RelationalTable,
  records: readonly Record[],
  ofAll: NamedContact,
): Promise<number[]> {
  if (!isOwnedByContacts(relational)) return records.map(() => 0);
  const isNamed = (name: NamedContact): boolean => Object.values(name).some((part) => part !== null);
  const names = isNamed(ofAll) ? records.map(() => ofAll) : records.map(({ contact }) => contact);
  if (!names.every(isNamed))
    fail('argument.missing', { name: 'subscriber_id (or customer_key, or email and first)' });
  return contactsNamed(context, names);
}

const find = httpCommand({
  ...spec,
  name: 'rdbfinddata',
  access: 'read',
  doc: 'Finds rows of a relational table, oldest first.',
  parameters: {
    table,
    data: also(
      text(
        `Values to search for, as T.col,T.col2^VALUE,VALUE: rows that have all values of one of at most ${MOST_WANTED} records. Texts in any case. Empty for all rows.`,
      ),
      'd',
    ),
    fields: also(text('Names of the fields to answer, with commas; all where it is left out.'), 'f'),
    limit: number(`Most rows to answer, 1 to ${MOST_FOUND}; ${MOST_FOUND} where it is left out.`),
    ...output,
  },
  resultDoc: 'The rows. Nothing at all where there is none.',
  errors: [
    'relational.tableNotFound',
    'relational.columnNotFound',
    'relational.notActive',
    'field.valueInvalid',
    'argument.invalid',
  ],
  handler: async (input, { sql, realm, now }) => {
    const out = outputOf(input);
    const limit = input.limit ?? MOST_FOUND;
    if (limit < 1 || limit > MOST_FOUND)
      fail('argument.invalid', { name: 'limit', reason: `it is 1 to ${MOST_FOUND}` });
    const relational = await requireActiveTable(sql, realm, input.table);
    const shown = input.fields?.trim()
      ? input.fields.split(',').map((name) => requireColumn(relational, name))
      : activeColumns(relational);
    const wanted = input.data?.trim() ? readWanted(relational, input.data, realm.timeZone) : [];
    const where = wanted.length > 0 ? rowsByValues(realm, relational, wanted, now) : null;
    const rows = await findRows(sql, realm, relational, where, firstRows(limit));
    const columns = shown.map((each): Column<FoundRow> =>
      tableColumn(each.name, ({ values }) => values.get(each) ?? ''),
    );
    return renderRows({ columns }, rows, out);
  },
});

function readWanted(
  relational: RelationalTable,
  given: string,
  timeZone: string,
): ReadonlyMap<RelationalColumn, string>[] {
  const { fields, rows } = dataRows(given);
  const columns = fields.map((name) => requireColumn(relational, name));
  if (rows.length === 0 || rows.length > MOST_WANTED)
    fail('argument.invalid', { name: 'data', reason: `it holds 1 to ${MOST_WANTED} records` });
  return rows.map((texts) => {
    if (texts.length !== fields.length)
      fail('argument.invalid', {
        name: 'data',
        reason: `it has ${fields.length} fields, and a record with ${texts.length} values`,
      });
    for (const [i, column] of columns.entries()) columnValue(relational, column, texts[i]!, timeZone);
    return new Map(columns.map((column, i) => [column, texts[i]!]));
  });
}

const remove = httpCommand({
  ...spec,
  name: 'rdbdeletedata',
  access: 'write',
  doc: 'Deletes rows of a relational table by their unique values. One that is not there is no error.',
  parameters: {
    table,
    storageType,
    data: rowData(
      'UNIQUE^VALUE^VALUE: the name of the unique field, and the values of it. Any other field is an error.',
    ),
  },
  resultDoc: 'SUCCESS: N record(s) processed. N records deleted.',
  errors: [
    'relational.tableNotFound',
    'relational.columnNotFound',
    'relational.notActive',
    'relational.noUniqueField',
    'field.valueInvalid',
    'argument.invalid',
  ],
  handler: async (input, { sql, realm }) => {
    checkStorageType(input.storageType);
    const relational = await requireActiveTable(sql, realm, input.table);
    const { fields, rows } = dataRows(input.data);
    const unique = uniqueColumn(relational) ?? fail('relational.noUniqueField', { table: relational.name });
    if (fields.length !== 1 || requireColumn(relational, fields[0]!) !== unique || rows.length === 0)
      fail('argument.invalid', {
        name: 'data',
        reason: `it names the unique field ${unique.name} and then its values, and no other field`,
      });
    const texts = rows.map((row) =>
      row.length === 1 ? row[0]! : fail('argument.invalid', { name: 'data', reason: 'a value stands alone' }),
    );
    const deleted = await deleteRows(sql, realm, relational, texts);
    return success(`${texts.length} record(s) processed. ${deleted} records deleted.`);
  },
});

export const relationalRowCommands: readonly Operation[] = [save, find, remove];
