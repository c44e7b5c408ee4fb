/** `POST /relationalTables/{table}`, and `PUT` and `PATCH /relationalTables/{table}/rows/{uniqueId}`. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { saveRows, uniqueKey } from '../../../core/relationalRows/saveRows';
import {
  activeColumns,
  isOwnedByContacts,
  uniqueColumn,
  type RelationalTable,
} from '../../../core/relational/relationalTable';
import { requireActiveTable } from '../../../core/relational/relationalTables';
import type { RealmContext } from '../../context';
import { contactsNamed } from '../../rowContacts';
import { ROW_ERRORS } from '../../rowErrors';
import { bodyOf, CLIENTS, rest } from '../restOperation';
import { oneRow, readRow, requireRow, RowBody, RowObject, table, uniqueId, type GivenRow } from './rowObject';

const body = required(
  RowBody,
  'Fields by their names; what is left out stays, null clears. subscriberId, customerKey, or email and firstName (where no fields are called so) say whose row it is; a row without them belongs to nobody until it is said.',
);

/** Null leaves a row with whom it is. */
async function ownerOf(
  context: RealmContext,
  relational: RelationalTable,
  { contact }: GivenRow,
): Promise<number | null> {
  if (!isOwnedByContacts(relational)) return 0;
  return contact ? (await contactsNamed(context, [contact]))[0]! : null;
}

async function save(context: RealmContext, relational: RelationalTable, given: GivenRow): Promise<void> {
  const contactId = await ownerOf(context, relational, given);
  const { sql, realm, now } = context;
  await saveRows(sql, realm, relational, [{ contactId, values: given.values }], now);
}

export const postRow = rest({
  method: 'POST',
  at: '/relationalTables/{table}',
  alsoAt: ['/relationalTables/{table}/rows'],
  group: 'customfields',
  doc: 'Adds a row to a relational table, or changes the one whose unique value it has.',
  access: 'write',
  path: { table },
  body,
  result: RowObject,
  resultDoc: 'The row as it is now.',
  errors: ROW_ERRORS,
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const relational = await requireActiveTable(sql, realm, input.table);
    const unique = uniqueColumn(relational) ?? fail('relational.noUniqueField', { table: relational.name });
    const given = readRow(relational, bodyOf(RowBody, input));
    await save(context, relational, given);
    const row = await requireRow(context, relational, given.values.get(unique)!);
    return oneRow(context, row, activeColumns(relational));
  },
});

const change = (method: 'PUT' | 'PATCH') =>
  rest({
    method,
    at: '/relationalTables/{table}/rows/{uniqueId}',
    group: 'customfields',
    doc: 'Changes a row of a relational table; what is left out stays as it is.',
    access: 'write',
    path: { table, uniqueId },
    body,
    result: RowObject,
    resultDoc: 'The row as it is now.',
    errors: [...ROW_ERRORS, 'relational.rowNotFound'],
    provenance: CLIENTS,
    handler: async (input, context) => {
      const { sql, realm } = context;
      const relational = await requireActiveTable(sql, realm, input.table);
      await requireRow(context, relational, input.uniqueId);
      const { values, contact } = readRow(relational, bodyOf(RowBody, input));
      const unique = uniqueColumn(relational)!;
      const sent = values.get(unique);
      if (
        sent !== undefined &&
        uniqueKey(realm, relational, sent) !== uniqueKey(realm, relational, input.uniqueId)
      )
        fail('argument.invalid', { name: unique.name, reason: 'it names the row, and cannot be changed' });
      await save(context, relational, { contact, values: new Map([...values, [unique, input.uniqueId]]) });
      const row = await requireRow(context, relational, input.uniqueId);
      return oneRow(context, row, activeColumns(relational));
    },
  });

export const putRow = change('PUT');
export const patchRow = change('PATCH');
