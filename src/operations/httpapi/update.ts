/** `update`: finds contacts by a field and changes other fields of them. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { readChanges } from '../../core/contacts/fieldChanges';
import { findContactByField } from '../../core/contacts/findContactByField';
import { requireList } from '../../core/lists/lists';
import { changeContact } from '../../core/contacts/changeContact';
import { data, eachRecord, NO_ADDRESS } from './contactRecords';
import { ARTICLE, httpCommand, success, text } from './httpCommand';
import { NO_LIST } from './listIds';

export const update = httpCommand({
  name: 'update',
  group: 'contacts',
  doc: 'Finds contacts by a field and sets the other fields that data gives. The oldest contact counts where several match; the address cannot be changed. Nobody is subscribed.',
  access: 'write',
  identity: { kind: 'normalOnly', advice: 'send sub, which names the contact by its key' },
  parameters: {
    list_id: required(t.int, 'Number of a list of the realm.'),
    identity_field: text('Field among those of data that finds the contact; email where it is left out.'),
    identity_value: text('Its value, where data does not have the field.'),
    data,
  },
  resultDoc: 'SUCCESS with counts: records processed, users updated. Nobody found is no error.',
  errors: [
    'list.notFound',
    'field.notFound',
    'field.valueInvalid',
    'field.readOnly',
    'contact.emailInvalid',
    'contact.duplicate',
  ],
  failures: { ...NO_LIST, ...NO_ADDRESS },
  provenance: ARTICLE,
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    await requireList(sql, realm, input.list_id);
    const field = input.identity_field?.trim() || 'email';
    let updated = 0;
    const { processed } = await eachRecord(context, input.data, async (record) => {
      const value =
        record.value(field) ??
        input.identity_value ??
        fail('argument.missing', { name: `${field} (in data)` });
      const isOther = (name: string): boolean => name.toLowerCase() !== field.toLowerCase();
      const { firstName } = record.name;
      const entries = [
        ...record.entries.filter(({ name }) => isOther(name)),
        ...(firstName !== null && isOther('first') && isOther('first_name')
          ? [{ name: 'first', text: firstName }]
          : []),
      ];
      const changes = await readChanges(sql, realm, entries);
      const contact = await findContactByField(sql, realm, field, value.replace(/^\*/, ''));
      if (!contact) return;
      await changeContact(sql, realm, contact, changes, now);
      updated++;
    });
    return success(`${processed} record(s) processed. ${updated} users updated.`);
  },
});
