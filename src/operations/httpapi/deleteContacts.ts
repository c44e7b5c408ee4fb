/** `delete` and `deletesubid`: delete contacts, by their data and by their number. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { onlyContactOfRecord } from '../../core/contacts/contactOfRecord';
import { findContactById } from '../../core/contacts/contactRows';
import { deleteContact } from '../../core/contacts/formerContacts';
import { recordOptOut } from '../../core/suppression/optOuts';
import type { RealmContext } from '../context';
import { data, eachRecord, NO_ADDRESS } from './contactRecords';
import { ARTICLE, flag, httpCommand, success } from './httpCommand';

/** The number of a contact stays out of lists for good, where it is to. */
async function remove(
  contact: Contact,
  optOut: boolean,
  { sql, realm, now }: RealmContext,
  source: string,
): Promise<void> {
  if (optOut) await recordOptOut(sql, realm, contact.identity, { level: 'global', listId: 0, source }, now);
  await deleteContact(sql, realm, contact.contactId);
}

export const deleteContacts = httpCommand({
  name: 'delete',
  group: 'contacts',
  doc: 'Deletes contacts with their fields and subscriptions, and records an opt-out from the realm for each, so that only sub with force_sub=1 takes them in again. An address that several contacts share is refused unless the first name tells them apart.',
  access: 'write',
  parameters: { data },
  resultDoc: 'SUCCESS with counts: records processed, users deleted. One who is not there is no error.',
  errors: ['contact.ambiguous', 'contact.emailInvalid', 'contact.keyInvalid'],
  failures: NO_ADDRESS,
  provenance: ARTICLE,
  handler: async (input, context) => {
    let deleted = 0;
    const { processed } = await eachRecord(context, input.data, async ({ name }) => {
      const contact = await onlyContactOfRecord(context.sql, context.realm, name);
      if (!contact) return;
      await remove(contact, true, context, 'delete');
      deleted++;
    });
    return success(`${processed} record(s) processed. ${deleted} users deleted.`);
  },
});

export const deleteSubId = httpCommand({
  name: 'deletesubid',
  aliases: ['deletebyid'],
  group: 'contacts',
  doc: 'Deletes a contact, by its number.',
  access: 'write',
  parameters: {
    subscriber_id: required(t.int, 'Number of the contact.'),
    optout: flag('1 records an opt-out from the realm as well.'),
  },
  resultDoc: 'SUCCESS: subscriber_id NNN successfully deleted.',
  errors: ['contact.notFound'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const contact = await findContactById(context.sql, context.realm, input.subscriber_id);
    await remove(contact ?? fail('contact.notFound'), input.optout ?? false, context, 'deletesubid');
    return success(`subscriber_id ${input.subscriber_id} successfully deleted.`);
  },
});
