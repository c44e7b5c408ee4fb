/** `detail`: every field of a contact. */
import { fail } from '../../contract/errorCatalogue';
import type { Contact } from '../../core/contacts/contact';
import { onlyContactOfRecord } from '../../core/contacts/contactOfRecord';
import { findContactById } from '../../core/contacts/contactRows';
import { EVENT_TYPES } from '../../core/events/events';
import { customerKey } from '../../core/identity/customerKey';
import { subscriberEvents } from '../../core/reports/subscriberEvents';
import { formatShortDateTime } from '../../time/realmTime';
import { detailsLayout } from '../contacts/contactTables';
import type { RealmContext } from '../context';
import { ARTICLE, httpCommand, number, output, outputOf, renderRows, text } from './httpCommand';

export const detail = httpCommand({
  name: 'detail',
  group: 'contacts',
  doc: 'Answers every field of a contact: the standard ones, its lists, and the custom fields that hold data.',
  access: 'read',
  parameters: {
    subscriber_id: number('Number of the contact.'),
    customer_key: text('In Customer Key realms, its key in place of the number.'),
    ...output,
  },
  resultDoc:
    'Plain text: number, address, first and last name. CSV: all of it. XML: one subscriber element, with subscription_details: created_date, last_sent, sent_flag and format for each list.',
  errors: ['contact.notFound', 'contact.keyInvalid'],
  provenance: ARTICLE,
  handler: async (input, context) => {
    const out = outputOf(input);
    const contact =
      (await named(input.subscriber_id, input.customer_key, context)) ?? fail('contact.notFound');
    const { sql, realm } = context;
    const sent = await subscriberEvents(sql, realm, contact.contactId, EVENT_TYPES.sent, 0);
    const shown = (date: Date): string => formatShortDateTime(date, realm.timeZone);
    const layout = await detailsLayout(context, contact, ({ listId, createdAt, emailFormat }) => {
      const last = sent.find((event) => event.listId === listId);
      return [
        { name: 'created_date', content: shown(createdAt) },
        { name: 'last_sent', content: last ? shown(last.occurredAt) : '' },
        { name: 'sent_flag', content: last ? 1 : 0 },
        { name: 'format', content: emailFormat },
      ];
    });
    const plain = ['subscriber_id', 'email', 'first', 'last'];
    const columns =
      out.format === 'plain'
        ? layout.columns.filter(({ element }) => plain.includes(element))
        : layout.columns;
    return renderRows({ ...layout, columns }, [contact], out);
  },
});

async function named(
  contactId: number | null,
  key: string | null,
  { sql, realm }: RealmContext,
): Promise<Contact | null> {
  if (contactId !== null) return findContactById(sql, realm, contactId);
  if (!realm.identity.keyIdentifies || !key) return fail('argument.missing', { name: 'subscriber_id' });
  return onlyContactOfRecord(sql, realm, { email: null, firstName: null, customerKey: customerKey(key) });
}
