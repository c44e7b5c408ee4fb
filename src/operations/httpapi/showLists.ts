/** `show_lists`, `getlistbyid`, `getlistbyname` and `getlistdefinitions`: reading lists. */
import type { List } from '../../core/lists/list';
import { allLists, requireList, requireListByName } from '../../core/lists/lists';
import type { Column } from '../../rendering/table';
import { LIST_COLUMNS } from '../lists/enumLists';
import { ARTICLE, CLIENTS, flag, httpCommand, output, outputOf } from './httpCommand';
import { details, listing } from './namedThings';

export const showLists = listing({
  name: 'show_lists',
  group: 'lists',
  doc: 'Answers all lists of the realm, by name.',
  resultDoc:
    'Plain text: number and name. Else List Number, List Name, List Description and, from version 8.4.0 on, Folder ID.',
  provenance: CLIENTS,
  columns: LIST_COLUMNS,
  folderIsNew: true,
  rows: ({ sql, realm }) => allLists(sql, realm),
});

const yesNo = (value: boolean): string => (value ? 'Y' : 'N');
const cells: readonly (readonly [heading: string, element: string, cell: (list: List) => string | number])[] =
  [
    ['List ID', 'list_id', ({ listId }) => listId],
    ['List Name', 'list_name', ({ name }) => name],
    ['Description', 'description', ({ description }) => description],
    ['Template', 'template', ({ templateId }) => templateId],
    ['From Address', 'from', ({ fromAddress }) => fromAddress],
    ['Reply To Address', 'reply_to', ({ replyToAddress }) => replyToAddress],
    ['Bounce Address', 'errors_to', ({ errorsToAddress }) => errorsToAddress],
    ['Track Clicks', 'track_clicks', ({ trackClickThroughs }) => yesNo(trackClickThroughs)],
    ['Track Opens', 'track_opens', ({ trackHtmlReads }) => yesNo(trackHtmlReads)],
    // Spelled so by the platform, and read so by clients.
    ['Folder ID', 'folder_Id', ({ folderId }) => folderId],
  ];
const COLUMNS = cells.map(([heading, element, cell]): Column<List> => ({ heading, element, cell }));

export const [getListById, getListByName] = details<List, List>({
  names: ['getlistbyid', 'getlistbyname'],
  group: 'lists',
  doc: 'Answers the settings of a list.',
  resultDoc:
    'Plain text: number and name. Else List ID, List Name, Description, Template, From Address, Reply To Address, Bounce Address, Track Clicks, Track Opens (Y or N) and, from version 8.4.0 on, Folder ID; in XML list_id, list_name, description, template, from, reply_to, errors_to, track_clicks, track_opens, folder_Id.',
  provenance: ARTICLE,
  number: ['list_id', 'Number of the list.'],
  name: ['list_name', 'Name of the list; case counts.'],
  notFound: 'list.notFound',
  byNumber: requireList,
  byName: requireListByName,
  columns: COLUMNS,
  folderIsNew: true,
  row: (list) => list,
});

export const getListDefinitions = httpCommand({
  name: 'getlistdefinitions',
  group: 'lists',
  doc: 'Answers the list definitions of the realm. There are none here: every list is one of its own.',
  access: 'read',
  parameters: { verbose: flag('1 for all columns.'), ...output },
  resultDoc: 'Nothing.',
  provenance: { confidence: 'seen', basis: 'An article of the platform describes it.' },
  handler: (input) => {
    outputOf(input);
    return '';
  },
});
