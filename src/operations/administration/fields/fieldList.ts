/** The custom fields of a realm. */
import { t } from '../../../contract/wireTypes';
import { FIELD_TYPE_NAMES } from '../../../core/fields/customField';
import { customFields } from '../../../core/fields/customFields';
import { dataOperation } from '../context';

/** Names of the types of fields, by number. */
export const FIELD_TYPES_BY_NUMBER = FIELD_TYPE_NAMES;

export const fieldList = dataOperation({
  name: 'fieldList',
  group: 'customfields',
  doc: 'The custom contact fields of the realm.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('CustomField', {
      fieldId: t.number,
      name: t.text,
      /** One of FIELD_TYPES_BY_NUMBER. */
      type: t.number,
      description: t.text,
    }),
  ),
  handler: (_input, { sql, realm }) => customFields(sql, realm),
});
