/** `DELETE /relationalTables/{table}/rows/{uniqueId}`. */
import { deleteRows } from '../../../core/relationalRows/saveRows';
import { requireActiveTable } from '../../../core/relational/relationalTables';
import { NAMED_ROW_ERRORS } from '../../rowErrors';
import { CLIENTS, NOTHING, rest } from '../restOperation';
import { requireRow, table, uniqueId } from './rowObject';

export const removeRow = rest({
  method: 'DELETE',
  at: '/relationalTables/{table}/rows/{uniqueId}',
  group: 'customfields',
  doc: 'Deletes a row of a relational table.',
  access: 'write',
  path: { table, uniqueId },
  status: 204,
  result: NOTHING,
  resultDoc: 'Nothing.',
  errors: NAMED_ROW_ERRORS,
  provenance: CLIENTS,
  handler: async (input, context) => {
    const { sql, realm } = context;
    const relational = await requireActiveTable(sql, realm, input.table);
    await requireRow(context, relational, input.uniqueId);
    await deleteRows(sql, realm, relational, [input.uniqueId]);
    return null;
  },
});
