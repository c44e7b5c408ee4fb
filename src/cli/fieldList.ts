/** `field list`: the custom fields of a realm. */
import { FIELD_TYPE_NAMES } from '../core/fields/customField';
import { customFields } from '../core/fields/customFields';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

export const fieldList: Command = {
  name: 'field list',
  summary: 'List the custom contact fields of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const fields = await customFields(sql, realm);
      return {
        text: table(
          ['ID', 'FIELD', 'TYPE', 'DESCRIPTION'],
          fields.map(({ fieldId, name, type, description }) => [
            fieldId,
            name,
            FIELD_TYPE_NAMES.get(type) ?? type,
            description,
          ]),
          `The realm ${realm.name} has no custom field.`,
        ),
        json: fields,
      };
    }),
};
