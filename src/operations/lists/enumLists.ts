/** Listing lists. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { folderExists } from '../../core/lists/folders';
import type { List } from '../../core/lists/list';
import { allLists } from '../../core/lists/lists';
import { renderTable, type Format } from '../../core/reports/table';
import { realmOperation } from '../context';
import { SEEN, session } from '../parameters';

const type = required(t.int, 'Output: 0 plain text (number and name), 1 CSV, 2 XML.');
const resultDoc =
  'Rows of list number, list name, description and folder (0 is the top); plain text has the first two only. Sorted by name.';
const provenance = {
  ...SEEN,
  basis: 'Called in public client code; that type selects the output is our reading.',
} as const;

const FORMATS: readonly Format[] = ['plain', 'csv', 'xml'];

const COLUMNS = [
  { heading: 'List Number', element: 'list_number' },
  { heading: 'List Name', element: 'list_name' },
  { heading: 'List Description', element: 'list_description' },
  { heading: 'Folder ID', element: 'folder_id' },
];

function render(lists: readonly List[], type: number): string {
  const format =
    FORMATS[type] ??
    fail('argument.invalid', { name: 'type', reason: 'it is 0 (plain), 1 (CSV) or 2 (XML)' });
  const shown = format === 'plain' ? 2 : COLUMNS.length;
  const rows = lists.map((list) =>
    [String(list.listId), list.name, list.description, String(list.folderId)].slice(0, shown),
  );
  return renderTable({ columns: COLUMNS.slice(0, shown), rows, rowElement: 'Data' }, format, false);
}

export const enumLists = realmOperation({
  name: 'enumLists',
  group: 'lists',
  doc: 'Answers all lists of the realm.',
  access: 'read',
  parameters: { session, type },
  forms: ['session type'],
  result: t.string,
  resultDoc,
  provenance,
  handler: async (input, { sql, realm }) => render(await allLists(sql, realm), input.type),
});

export const enumListsInFolder = realmOperation({
  name: 'enumListsInFolder',
  group: 'lists',
  doc: 'Answers the lists of one folder.',
  access: 'read',
  parameters: { session, folderId: required(t.int, 'Number of the folder; 0 is the top.'), type },
  forms: ['session folderId type'],
  result: t.string,
  resultDoc,
  errors: ['folder.notFound'],
  provenance,
  handler: async (input, { sql, realm }) => {
    if (!(await folderExists(sql, realm, 'list', input.folderId)))
      fail('folder.notFound', { folder: input.folderId });
    return render(await allLists(sql, realm, input.folderId), input.type);
  },
});
