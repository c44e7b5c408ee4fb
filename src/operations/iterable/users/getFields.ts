/** `users/getFields`: what data fields a project has, and their types. */
import { t } from '../../../contract/wireTypes';
import { allFieldTypes, PROFILE } from '../../../core/profiles/fieldTypes';
import { mirroredFields, typeOfCustom } from '../../../core/profiles/mirroredFields';
import { iterable } from '../iterableOperation';

export const getFields = iterable({
  method: 'GET',
  at: '/users/getFields',
  group: 'contacts',
  doc: 'Lists the data fields of users with their types. Members of objects have dotted names.',
  access: 'read',
  rate: [3, 1],
  result: t.row('Fields', { fields: t.mapOf(t.text) }),
  resultDoc: 'Types by name.',
  handler: async (_, { sql, realm }) => ({
    fields: {
      ...Object.fromEntries(await allFieldTypes(sql, realm, PROFILE)),
      ...Object.fromEntries(
        [...(await mirroredFields(sql, realm))].map(([name, field]) => [name, typeOfCustom(field)]),
      ),
      firstName: 'string',
      lastName: 'string',
      email: 'string',
      userId: 'string',
      signupDate: 'date',
      signupSource: 'string',
      profileUpdatedAt: 'date',
    },
  }),
});
