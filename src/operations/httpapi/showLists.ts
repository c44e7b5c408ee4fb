/** `show_lists`, `getlistbyid`, `getlistbyname` and `getlistdefinitions`: reading lists. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { List } from '../../core/lists/list';
import { allLists, findListByName, requireList } from '../../core/lists/lists';
import type { Column } from '../../rendering/table';
import { isAtLeast } from '../isAtLeast';
import { LIST_COLUMNS } from '../lists/enumLists';
import { ARTICLE, CLIENTS, flag, httpCommand, output, outputOf, renderRows, text } from './httpCommand';
import { renderOne } from './renderOne';

/** The version that added the folder. */
export const FOLDERS_SINCE = [8, 4, 0];
export const version = text(
  'Product version that the caller was written for; 8.4.0 and later get the folder.',
);

export const showLists = httpCommand({
  name: 'show_lists',
  group: 'lists',
  doc: 'Answers all lists of the realm, by name.',
  access: 'read',
  parameters: { version, ...output },
  resultDoc:
    'Plain text: number and name. Else List Number, List Name, List Description and, from version 8.4.0 on, Folder ID.',
  errors: ['argument.invalid'],
  provenance: CLIENTS,
  handler: async (input, { sql, realm }) => {
    const columns = LIST_COLUMNS.slice(0, isAtLeast(input.version ?? '', FOLDERS_SINCE) ? 4 : 3);
    return renderRows({ columns }, await allLists(sql, realm), outputOf(input), 2);
  },
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

const one = {
  group: 'lists',
  access: 'read',
  resultDoc:
    'Plain text: number and name. Else List ID, List Name, Description, Template, From Address, Reply To Address, Bounce Address, Track Clicks, Track Opens (Y or N) and, from version 8.4.0 on, Folder ID; in XML list_id, list_name, description, template, from, reply_to, errors_to, track_clicks, track_opens, folder_Id.',
  errors: ['list.notFound', 'argument.invalid'],
  provenance: ARTICLE,
} as const;

const show = (
  list: List,
  input: { readonly version: string | null } & Parameters<typeof outputOf>[0],
): string =>
  renderOne(
    { columns: COLUMNS.slice(0, isAtLeast(input.version ?? '', FOLDERS_SINCE) ? 10 : 9) },
    list,
    outputOf(input),
    2,
  );

export const getListById = httpCommand({
  ...one,
  name: 'getlistbyid',
  doc: 'Answers the settings of a list.',
  parameters: { list_id: required(t.int, 'Number of the list.'), version, ...output },
  handler: async (input, { sql, realm }) => show(await requireList(sql, realm, input.list_id), input),
});

export const getListByName = httpCommand({
  ...one,
  name: 'getlistbyname',
  doc: 'Answers the settings of a list, by its name.',
  parameters: { list_name: required(t.string, 'Name of the list; case counts.'), version, ...output },
  handler: async (input, { sql, realm }) =>
    show(
      (await findListByName(sql, realm, input.list_name)) ?? fail('list.notFound', { list: 'of that name' }),
      input,
    ),
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
