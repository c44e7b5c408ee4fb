/** `customfieldcreate`, `customfielddelete`, `createfolderpath` and `getrealmsettings`. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { createCustomField, deleteCustomField } from '../../core/fields/customFields';
import { ensureFolderPath, folderAt, FOLDER_TYPES, type FolderType } from '../../core/lists/folders';
import type { Realm } from '../../core/realms/realm';
import { column, type Column } from '../../rendering/table';
import { ARTICLE, httpCommand, inNames, output, outputOf, renderRows, success, text } from './httpCommand';

const fieldName = required(
  t.string,
  'Name of the custom field; case counts, no blanks. A prefix custom_ is dropped.',
);
const NAMES = { fieldName: 'fieldname', fieldType: 'fieldtype', fieldDescription: 'description' } as const;

export const customFieldCreate = httpCommand({
  name: 'customfieldcreate',
  group: 'customfields',
  doc: 'Creates a custom contact field.',
  access: 'write',
  parameters: {
    fieldname: fieldName,
    fieldtype: required(t.int, '0 number, 1 text, 2 date, 3 large text, 6 unicode text, 7 float.'),
    description: text('What the field is for, at most 255 characters.'),
  },
  resultDoc: "SUCCESS: Create custom field 'NAME'.",
  errors: ['field.exists', 'argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, { sql, realm, now }) => {
    const field = { name: input.fieldname, description: input.description ?? '', type: input.fieldtype };
    await inNames(NAMES, () => createCustomField(sql, realm, field, now));
    return success(`Create custom field '${input.fieldname.trim()}'`);
  },
});

export const customFieldDelete = httpCommand({
  name: 'customfielddelete',
  group: 'customfields',
  doc: "Deletes a custom contact field and every contact's value of it.",
  access: 'write',
  parameters: { fieldname: fieldName },
  resultDoc: "SUCCESS: Deleted custom field 'NAME'.",
  errors: ['field.notFound'],
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    await deleteCustomField(sql, realm, input.fieldname);
    return success(`Deleted custom field '${input.fieldname.trim()}'`);
  },
});

export const createFolderPath = httpCommand({
  name: 'createfolderpath',
  group: 'realm',
  doc: 'Creates a folder, with those above it that are missing.',
  access: 'write',
  parameters: {
    folder_path: required(t.string, 'Path such as /news/2024.'),
    folder_type: required(t.int, '1 segmentation, 2 template, 3 list, 4 article.'),
  },
  resultDoc: 'SUCCESS: FOLDER_ID, of the last folder.',
  errors: ['argument.invalid'],
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    const [type] =
      Object.entries(FOLDER_TYPES).find(([, number]) => number === input.folder_type) ??
      fail('argument.invalid', { name: 'folder_type', reason: 'it is 1, 2, 3 or 4' });
    const path = input.folder_path;
    const names = path.split('/').map((name) => name.trim());
    if (names.every((name) => name === ''))
      fail('argument.invalid', { name: 'folder_path', reason: 'it names no folder' });
    if (names.length > 20 || names.some((name) => name.length > 100 || /\p{Cc}/u.test(name)))
      fail('argument.invalid', {
        name: 'folder_path',
        reason: 'it has at most 20 folders, of names of at most 100 characters',
      });
    if ((await folderAt(sql, realm, type as FolderType, path)) !== null)
      fail('argument.invalid', { name: 'folder_path', reason: 'this folder exists already' });
    return success(await ensureFolderPath(sql, realm, type as FolderType, path));
  },
});

const yesNo = (value: boolean): string => (value ? 'Y' : 'N');
const SETTINGS: readonly Column<Realm>[] = [
  column('realm_id', ({ realmId }) => realmId),
  column('use_customer_key', ({ identity }) => yesNo(identity.keyIdentifies)),
  column('enable_relational_database', () => yesNo(true)),
];

export const getRealmSettings = httpCommand({
  name: 'getrealmsettings',
  group: 'realm',
  doc: 'Answers which kind of realm this is. Programs ask it whether contacts have customer keys.',
  access: 'read',
  parameters: output,
  resultDoc: 'A row of realm_id, use_customer_key and enable_relational_database, Y or N.',
  errors: ['argument.invalid'],
  provenance: ARTICLE,
  handler: (input, { realm }) => renderRows({ columns: SETTINGS }, [realm], outputOf(input)),
});
