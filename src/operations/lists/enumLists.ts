/** Listing lists. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { folderExists } from '../../core/lists/folders';
import type { List } from '../../core/lists/list';
import { allLists } from '../../core/lists/lists';
import { titledColumn, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { listingType as type, renderListing } from '../listing';
import { SEEN } from '../parameters';

const resultDoc =
  'Rows of list number, list name, description and folder (0 is the top); plain text has the first two only. Sorted by name.';
const provenance = {
  ...SEEN,
  basis: 'Called in public client code; that type selects the output is our reading.',
} as const;

export const LIST_COLUMNS: readonly Column<List>[] = [
  titledColumn('List Number', ({ listId }) => listId),
  titledColumn('List Name', ({ name }) => name),
  titledColumn('List Description', ({ description }) => description),
  titledColumn('Folder ID', ({ folderId }) => folderId),
];

const render = (lists: readonly List[], type: number): string => renderListing(LIST_COLUMNS, lists, type);

export const enumLists = realmOperation({
  name: 'enumLists',
  group: 'lists',
  doc: 'Answers all lists of the realm.',
  access: 'read',
  parameters: { type },
  forms: ['type'],
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
  parameters: { folderId: required(t.int, 'Number of the folder; 0 is the top.'), type },
  forms: ['folderId type'],
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
