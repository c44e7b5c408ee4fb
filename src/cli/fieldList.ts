/** `field list`: the custom fields of a realm. */
import {
  fieldList as listFields,
  FIELD_TYPES_BY_NUMBER,
} from '../operations/administration/fields/fieldList';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const fieldList: Command = {
  name: 'field list',
  summary: 'List the custom contact fields of a realm.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const fields = await call(listFields, {});
      return {
        text: table(
          ['ID', 'FIELD', 'TYPE', 'DESCRIPTION'],
          fields.map(({ fieldId, name, type, description }) => [
            fieldId,
            name,
            FIELD_TYPES_BY_NUMBER.get(type) ?? type,
            description,
          ]),
          `The realm ${realm} has no custom field.`,
        ),
        json: fields,
      };
    }),
};
