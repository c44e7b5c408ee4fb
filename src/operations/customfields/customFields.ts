/** Creating and deleting custom fields. */
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { createCustomField, deleteCustomField } from '../../core/fields/customFields';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

const fieldName = required(
  t.string,
  'Name of the custom field; case counts, no blanks. A prefix custom_ is dropped.',
);

export const customFieldCreate = realmOperation({
  name: 'customFieldCreate',
  group: 'customfields',
  doc: 'Creates a custom contact field.',
  access: 'write',
  parameters: {
    fieldName,
    fieldDescription: optional(t.string, 'What the field is for, at most 255 characters.'),
    fieldType: required(t.int, '0 number, 1 text, 2 date, 3 large text, 6 unicode text, 7 float.'),
  },
  forms: ['fieldName fieldDescription fieldType'],
  result: t.code,
  resultDoc: '0 created, 1 a field of that name exists already.',
  errors: ['field.exists', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm, now }) => {
    const field = { name: input.fieldName, description: input.fieldDescription ?? '', type: input.fieldType };
    await createCustomField(sql, realm, field, now);
    return 0;
  },
});

export const customFieldDelete = realmOperation({
  name: 'customFieldDelete',
  group: 'customfields',
  doc: "Deletes a custom contact field and every contact's value of it.",
  access: 'write',
  parameters: { fieldName },
  forms: ['fieldName'],
  result: t.code,
  resultDoc: '0 deleted.',
  errors: ['field.notFound'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    await deleteCustomField(sql, realm, input.fieldName);
    return 0;
  },
});
