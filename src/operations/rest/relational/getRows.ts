/** `GET /relationalTables/{table}/rows` and `/relationalTables/{table}/rows/{uniqueId}`. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { findRows, rowsByText } from '../../../core/relationalRows/findRows';
import { activeColumns, requireColumn } from '../../../core/relational/relationalTable';
import { requireActiveTable } from '../../../core/relational/relationalTables';
import { keyedPage } from '../../pageEnds';
import { numbered, pageOf, skip } from '../paging';
import { NAMED_ROW_ERRORS } from '../../rowErrors';
import { CLIENTS, rest } from '../restOperation';
import { oneRow, requireRow, rowObject, RowObject, table, uniqueId } from './rowObject';

export const getRows = rest({
  method: 'GET',
  at: '/relationalTables/{table}/rows',
  group: 'customfields',
  doc: 'Lists rows of a relational table.',
  access: 'read',
  path: { table },
  query: {
    wql: optional(
      t.string,
      'Which rows, in the language of segmentation rules, with the names of the fields: total > 5 and city = "Oslo". All where it is left out.',
    ),
    fields: optional(t.string, 'Names of the fields to answer, with commas; all where it is left out.'),
    skip,
  },
  result: t.arrayOf(RowObject),
  resultDoc: 'Rows, oldest first: their fields by name, those without a value left out, and subscriberId.',
  errors: [
    'relational.tableNotFound',
    'relational.columnNotFound',
    'relational.notActive',
    'segmentation.ruleInvalid',
    'argument.invalid',
  ],
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const relational = await requireActiveTable(sql, realm, input.table);
    const columns = input.fields?.trim()
      ? input.fields.split(',').map((name) => requireColumn(relational, name))
      : activeColumns(relational);
    const where = input.wql?.trim() ? rowsByText(realm, relational, input.wql, now) : null;
    const rows = await keyedPage(
      context,
      ['rows', relational.tableId, input.wql],
      pageOf(input.skip),
      (page) => findRows(sql, realm, relational, where, page),
      ({ rowId }) => rowId,
    );
    return numbered(rows.map((row) => rowObject(realm, row, columns)));
  },
});

export const getRow = rest({
  method: 'GET',
  at: '/relationalTables/{table}/rows/{uniqueId}',
  group: 'customfields',
  doc: 'Reads a row of a relational table.',
  access: 'read',
  path: { table, uniqueId },
  result: RowObject,
  resultDoc: 'The row.',
  errors: NAMED_ROW_ERRORS,
  provenance: CLIENTS,
  handler: async (input, context) => {
    const relational = await requireActiveTable(context.sql, context.realm, input.table);
    const row = await requireRow(context, relational, input.uniqueId);
    return oneRow(context, row, activeColumns(relational));
  },
});
