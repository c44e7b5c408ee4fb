/** Everything that the realm knows of one contact, and what happened to it. */
import { fail } from '../../../contract/errorCatalogue';
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { contactSheet } from '../../../core/reports/contactSheet';
import { newestContactEvents } from '../../../core/reports/contactEvents';
import { eventText } from '../../events/eventTexts';
import { dataOperation } from '../context';
import { contactNumber, contactParameters } from './namedContact';

const Named = t.row('NamedText', { name: t.text, text: t.text });

export const contactShow = dataOperation({
  name: 'contactShow',
  group: 'contacts',
  doc: 'A contact: identifiers, fields, lists, opt-outs, and whether its address gets mail.',
  rights: 'viewer',
  access: 'read',
  parameters: contactParameters,
  result: t.row('ContactSheet', {
    contactId: t.number,
    /** Null in realms without. */
    customerKey: t.string,
    /** Standard fields, empty ones included. */
    fields: t.rows(Named),
    /** Custom fields that hold data. */
    customFields: t.rows(Named),
    subscriptions: t.rows(
      t.row('SheetSubscription', {
        listId: t.number,
        listName: t.text,
        emailFormat: t.number,
        createdAt: t.moment,
      }),
    ),
    optOuts: t.rows(
      t.row('SheetOptOut', { level: t.text, listId: t.number, listName: t.string, createdAt: t.moment }),
    ),
    /** Why the address gets no mail any more; null if it does. */
    suppressed: t.string,
    createdAt: t.moment,
  }),
  errors: ['contact.notFound'],
  handler: async ({ contact, firstName, isNumber }, { sql, realm }) => {
    const reference = isNumber ? { contactId: contactNumber(contact) } : { identifier: contact, firstName };
    const sheet = (await contactSheet(sql, realm, reference)) ?? fail('contact.notFound');
    return {
      ...sheet,
      fields: Object.entries(sheet.fields).map(([name, text]) => ({ name, text })),
      customFields: sheet.customFields.map(({ name, text }) => ({ name, text })),
      subscriptions: [...sheet.subscriptions],
      optOuts: [...sheet.optOuts],
    };
  },
});

export const contactHistory = dataOperation({
  name: 'contactHistory',
  group: 'contacts',
  doc: 'The newest events of a contact, the newest first.',
  rights: 'viewer',
  access: 'read',
  parameters: { contactId: required(t.number, 'Its number.'), most: required(t.number, 'At most so many.') },
  result: t.rows(
    t.row('ContactHappening', {
      occurredAt: t.moment,
      event: t.text,
      campaignId: t.number,
      listId: t.number,
      detail: t.text,
    }),
  ),
  handler: async ({ contactId, most }, { sql, realm }) =>
    (await newestContactEvents(sql, realm, contactId, most)).map(({ eventType, ...event }) => ({
      occurredAt: event.occurredAt,
      event: eventText(eventType),
      campaignId: event.campaignId,
      listId: event.listId,
      detail: event.detail,
    })),
});
