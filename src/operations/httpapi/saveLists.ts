/** `createlist`, `excreatelist` and `updatelist`: making and changing lists. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { checkListSettings } from '../../core/lists/checkListSettings';
import { folderExists } from '../../core/lists/folders';
import type { List } from '../../core/lists/list';
import { createList as create, requireList, updateList as change } from '../../core/lists/lists';
import type { RealmContext } from '../context';
import { ARTICLE, flag, httpCommand, number, renamed, success, text } from './httpCommand';

const settings = {
  description: text('What the list is for, at most 255 characters.'),
  template_id: number('Default template of the list.'),
  from: text('Sender, bare or "Name" <address>.'),
  reply_to: text('Reply-to address.'),
  errors_to: text('Return path.'),
  track_clicks: flag('1 to track clicks.'),
  track_opens: flag('1 to track opens.'),
  folder_id: number('Folder to keep the list in; 0 for the top.'),
  list_unsubscribe_flag: flag(
    'Without effect: mail of lists carries List-Unsubscribe where the gateway has an address.',
  ),
  list_unsubscribe_email: text('Without effect, see list_unsubscribe_flag.'),
  list_unsubscribe_http: text('Without effect, see list_unsubscribe_flag.'),
};

interface Settings {
  readonly list_name?: string | null;
  readonly description: string | null;
  readonly template_id: number | null;
  readonly from: string | null;
  readonly reply_to: string | null;
  readonly errors_to: string | null;
  readonly track_clicks: boolean | null;
  readonly track_opens: boolean | null;
  readonly folder_id: number | null;
}

const NAMES = {
  name: 'list_name',
  fromAddress: 'from',
  replyToAddress: 'reply_to',
  errorsToAddress: 'errors_to',
} as const;

/** What is given; an empty text says nothing, since some programs send all that they know. */
async function given(input: Settings, { sql, realm }: RealmContext): Promise<Partial<List>> {
  const said: { readonly [K in keyof List]?: List[K] | null | undefined } = {
    name: input.list_name || null,
    description: input.description || null,
    templateId: input.template_id,
    fromAddress: input.from || null,
    replyToAddress: input.reply_to || null,
    errorsToAddress: input.errors_to || null,
    trackClickThroughs: input.track_clicks,
    trackHtmlReads: input.track_opens,
    folderId: input.folder_id,
  };
  if (said.folderId && !(await folderExists(sql, realm, 'list', said.folderId)))
    fail('folder.notFound', { folder: said.folderId });
  try {
    return checkListSettings(
      Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)) as Partial<List>,
    );
  } catch (error) {
    throw renamed(error, NAMES);
  }
}

const making = {
  group: 'lists',
  access: 'write',
  parameters: { list_name: required(t.string, 'Name of the list, unique in the realm.'), ...settings },
  errors: ['list.nameTaken', 'template.notFound', 'folder.notFound', 'argument.invalid'],
  provenance: ARTICLE,
} as const;

const make = async (
  input: Settings & { readonly list_name: string },
  context: RealmContext,
): Promise<number> => {
  const checked = await given(input, context);
  if (!checked.name) fail('argument.missing', { name: 'list_name' });
  return create(context.sql, context.realm, { ...checked, name: checked.name }, context.now);
};

export const createList = httpCommand({
  ...making,
  name: 'createlist',
  doc: 'Creates a list.',
  resultDoc: 'SUCCESS.',
  handler: async (input, context) => {
    await make(input, context);
    return 'SUCCESS';
  },
});

export const exCreateList = httpCommand({
  ...making,
  name: 'excreatelist',
  doc: 'Creates a list and answers its number.',
  resultDoc: 'SUCCESS: LIST_ID.',
  handler: async (input, context) => success(await make(input, context)),
});

export const updateList = httpCommand({
  name: 'updatelist',
  group: 'lists',
  doc: 'Changes the settings of a list that are given; the others stay.',
  access: 'write',
  parameters: {
    list_id: required(t.int, 'Number of the list.'),
    list_name: text('New name, unique in the realm.'),
    ...settings,
  },
  resultDoc: 'SUCCESS: LIST_ID.',
  errors: ['list.notFound', 'list.nameTaken', 'template.notFound', 'folder.notFound', 'argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { listId } = await requireList(sql, realm, input.list_id);
    await change(sql, realm, listId, await given(input, context), now);
    return success(listId);
  },
});
