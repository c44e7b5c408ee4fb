/** The setting `clear_data` of a relational file: a table is emptied before the file's first rows of it, some rows in each transaction. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { advanceDrop } from '../../core/drops/dropState';
import { clearRows } from '../../core/relationalRows/saveRows';
import { realmOperation } from '../context';
import { heldDrop, place, provenance } from './inDrop';
import { tableNamed } from './relationalRecords';

/** Rows of one transaction. */
const AT_ONCE = 5000;

export const dropRelationalRows = realmOperation({
  name: 'dropRelationalRows',
  group: 'realm',
  doc: 'Deletes some rows of a relational table for a dropped file, and goes on behind that step once none is left.',
  access: 'write',
  parameters: { ...place, table: required(t.string, 'Name of the table.') },
  forms: [[...Object.keys(place), 'table'].join(' ')],
  result: t.boolean,
  resultDoc: 'true if no row is left.',
  errors: ['relational.tableNotFound', 'relational.notActive'],
  provenance,
  handler: async (input, { sql, realm, now }) => {
    const table = await tableNamed(sql, realm, input.table);
    const isEmpty = (await clearRows(sql, realm, table, AT_ONCE)) < AT_ONCE;
    const to = isEmpty ? input.dropTo : input.dropFrom;
    const step = { from: input.dropFrom, to, count: isEmpty ? 1 : 0, problems: [] };
    await advanceDrop(sql, realm, heldDrop(input), step, now);
    return isEmpty;
  },
});
