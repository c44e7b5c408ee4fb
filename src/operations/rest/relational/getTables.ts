/** `GET /relationalTables` and `/relationalTables/{table}/columns`. */
import { t } from '../../../contract/wireTypes';
import { relationalTables, requireTable, rowCounts } from '../../../core/relational/relationalTables';
import { COUNTERS, cut, numbered, skip } from '../paging';
import { restDate } from '../restDates';
import { CLIENTS, rest } from '../restOperation';
import { table } from './rowObject';

const common = {
  name: t.string,
  status: t.string,
  storageType: t.string,
  type: t.string,
  createdDate: t.string,
  updatedDate: t.string,
  ...COUNTERS,
} as const;

const TableObject = t.struct('RelationalTable', { id: t.long, rowCount: t.long, realmId: t.long, ...common });

const ColumnObject = t.struct('RelationalColumn', {
  id: t.long,
  realmId: t.long,
  parentTableId: t.long,
  foreignKey: t.boolean,
  uniqueField: t.boolean,
  columnLength: t.long,
  ...common,
});

interface Kept {
  readonly name: string;
  readonly type: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shared = ({ name, type, isActive, createdAt, updatedAt }: Kept, timeZone: string) => ({
  name,
  status: isActive ? 'ACTIVE' : 'PENDING',
  storageType: 'relational',
  type: type.toUpperCase(),
  createdDate: restDate(createdAt, timeZone),
  updatedDate: restDate(updatedAt, timeZone),
});

export const getTables = rest({
  method: 'GET',
  at: '/relationalTables',
  group: 'customfields',
  doc: 'Lists the relational tables of the realm.',
  access: 'read',
  query: { skip },
  result: t.arrayOf(TableObject),
  resultDoc: 'Tables by name. status is ACTIVE or PENDING, type REGULAR, FLAT or JOIN.',
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    const counts = await rowCounts(sql, realm);
    const tables = cut(await relationalTables(sql, realm), input.skip);
    return numbered(
      tables.map((each) => ({
        id: each.tableId,
        rowCount: counts.get(each.tableId) ?? 0,
        realmId: realm.realmId,
        ...shared(each, realm.timeZone),
      })),
    );
  },
});

export const getColumns = rest({
  method: 'GET',
  at: '/relationalTables/{table}/columns',
  group: 'customfields',
  doc: 'Lists the fields of a relational table.',
  access: 'read',
  path: { table },
  query: { skip },
  result: t.arrayOf(ColumnObject),
  resultDoc:
    'Fields in the order in which they were made. type is STRING, NUMBER, FLOAT or DATE; columnLength is 0 but for strings.',
  errors: ['relational.tableNotFound'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    const { columns } = await requireTable(sql, realm, input.table);
    return numbered(
      cut(columns, input.skip).map((each) => ({
        id: each.columnId,
        realmId: realm.realmId,
        parentTableId: each.tableId,
        foreignKey: each.foreignTableId !== 0,
        uniqueField: each.isUnique,
        columnLength: each.length,
        ...shared(each, realm.timeZone),
      })),
    );
  },
});
