/** `relationalsave` and `relationaldelete` of files: rows of relational tables, with the contact of each beside them. */
import { required } from '../../contract/defineOperation';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import {
  isOwnedByContacts,
  nameKey,
  shownName,
  uniqueColumn,
  type RelationalColumn,
  type RelationalTable,
} from '../../core/relational/relationalTable';
import { requireActiveTable } from '../../core/relational/relationalTables';
import { deleteRows, saveRowsApart } from '../../core/relationalRows/saveRows';
import { ROW_ERRORS } from '../rowErrors';
import { contactsNamed, type NamedContact } from '../rowContacts';
import type { RealmContext } from '../context';
import { dataRows } from '../httpapi/contactRecords';
import { ARTICLE, httpCommand, success, text } from '../httpapi/httpCommand';
import { CONTACT_NAMES, meaningOf, namedBy, type ContactField } from '../httpapi/relationalRows';

const spec = {
  group: 'customfields',
  access: 'write',
  provenance: ARTICLE,
  parameters: {
    data: required(
      t.string,
      'Rows, as email,first,T.unique,T.col^VALUE,VALUE,VALUE,VALUE; customer_key or subscriber_id may stand for email and first.',
    ),
    table: text('The table, where the fields do not name it.'),
  },
  resultDoc: 'SUCCESS with counts.',
  errors: ROW_ERRORS,
} as const;

interface RelationalRecord {
  /** Its place in the call. */
  readonly index: number;
  readonly contact: NamedContact;
  readonly values: ReadonlyMap<RelationalColumn, string>;
}

type Refuse = (index: number, error: ApiError) => void;

export const relationalSave = httpCommand({
  ...spec,
  name: 'relationalsave',
  doc: 'Adds rows to a relational table, and changes those whose unique value there is already; one that cannot be taken fails no other.',
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { count, refuse } = tally(context);
    const { table, records, all } = await readRecords(context, input, refuse);
    const owned = await withOwners(context, table, records, refuse);
    const rows = owned.map(({ contactId, values }) => ({ contactId, values }));
    await saveRowsApart(sql, realm, table, rows, now, (i, error) => refuse(owned[i]!.index, error));
    return success(`${all} record(s) processed. ${count()} refused.`);
  },
});

export const relationalDelete = httpCommand({
  ...spec,
  name: 'relationaldelete',
  doc: 'Deletes rows of a relational table by their unique values, whatever other fields say; those of another contact than the named one are left alone, and one that is not there is no error.',
  handler: async (input, context) => {
    const { sql, realm } = context;
    const { count, refuse } = tally(context);
    const { table, records, all } = await readRecords(context, input, refuse);
    const unique = uniqueColumn(table) ?? fail('relational.noUniqueField', { table: table.name });
    const owned = await withOwners(context, table, records, refuse);
    const named = owned
      .map((record) => ({ ...record, value: record.values.get(unique) ?? '' }))
      .sort((a, b) => (a.value < b.value ? -1 : 1));
    for (const { index, contactId, value } of named)
      await orRefused(index, refuse, () =>
        deleteRows(sql, realm, table, [value], isOwnedByContacts(table) ? contactId : undefined),
      );
    return success(`${all} record(s) processed. ${count()} refused.`);
  },
});

/** By its name and not by its number, so that a file names each table in one way. */
export async function tableNamed(
  sql: RealmContext['sql'],
  realm: RealmContext['realm'],
  name: string,
): Promise<RelationalTable> {
  const table = await requireActiveTable(sql, realm, name);
  return nameKey(table.name) === nameKey(name)
    ? table
    : fail('relational.tableNotFound', { table: shownName(name) });
}

/** @throws {ApiError} if nothing of it can be read */
async function readRecords(
  { sql, realm }: RealmContext,
  input: { readonly data: string; readonly table: string | null },
  refuse: Refuse,
): Promise<{ table: RelationalTable; records: RelationalRecord[]; all: number }> {
  const { fields, rows } = dataRows(input.data);
  const invalid = (reason: string): ApiError => new ApiError('argument.invalid', { name: 'data', reason });
  const names = new Set(
    fields.flatMap((field) => (field.includes('.') ? [nameKey(field.split('.')[0]!)] : [])),
  );
  if (input.table) names.add(nameKey(input.table));
  if (names.size !== 1) throw invalid('its fields name one relational table, as T.FIELD');
  const table = await tableNamed(sql, realm, [...names][0]!);
  const meanings = fields.map((field) =>
    field.includes('.') || input.table ? meaningOf(table, field) : contactField(field),
  );
  const records = rows.flatMap((texts, index): RelationalRecord[] => {
    if (texts.length !== fields.length) {
      refuse(index, invalid(`it has ${fields.length} fields, and a row with ${texts.length} values`));
      return [];
    }
    const contact: Partial<Record<ContactField, string>> = {};
    const values = new Map<RelationalColumn, string>();
    for (const [i, meaning] of meanings.entries())
      if (typeof meaning === 'string') contact[meaning] = texts[i]!;
      else values.set(meaning, texts[i]!);
    return [{ index, contact: namedBy(contact), values }];
  });
  return { table, records, all: rows.length };
}

function contactField(field: string): ContactField {
  const key = nameKey(field) === 'first_name' ? 'first' : nameKey(field);
  const reason = `the field ${field.slice(0, 64)} names no table, and nothing of a contact`;
  return CONTACT_NAMES.find((name) => name === key) ?? fail('argument.invalid', { name: 'data', reason });
}

/** Each record with the number of its contact, 0 where rows are nobody's. Contacts are locked in an order that all callers share. */
async function withOwners(
  context: RealmContext,
  table: RelationalTable,
  records: readonly RelationalRecord[],
  refuse: Refuse,
): Promise<(RelationalRecord & { readonly contactId: number })[]> {
  if (!isOwnedByContacts(table)) return records.map((record) => ({ ...record, contactId: 0 }));
  const keyOf = ({ contact }: RelationalRecord): string => JSON.stringify(Object.values(contact));
  const byName = new Map(records.map((record) => [keyOf(record), record.contact]));
  const found = new Map<string, number | ApiError>();
  for (const key of [...byName.keys()].sort()) {
    const refuseName: Refuse = (_index, error) => void found.set(key, error);
    const contacts = await orRefused(0, refuseName, () => contactsNamed(context, [byName.get(key)!]));
    if (contacts) found.set(key, contacts[0]!);
  }
  return records.flatMap((record) => {
    const contactId = found.get(keyOf(record))!;
    if (typeof contactId === 'number') return [{ ...record, contactId }];
    refuse(record.index, contactId);
    return [];
  });
}

async function orRefused<T>(index: number, refuse: Refuse, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refuse(index, error);
    return null;
  }
}

function tally(context: RealmContext): { readonly count: () => number; readonly refuse: Refuse } {
  let refused = 0;
  return {
    count: () => refused,
    refuse: (index, { message }) => {
      refused++;
      context.onRecordProblem?.(index, message);
    },
  };
}
