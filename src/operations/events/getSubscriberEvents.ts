/** The events of one contact. */
import { accept, required, type Parameter } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { findContact, findContactById } from '../../core/contacts/contactRows';
import type { Realm } from '../../core/realms/realm';
import {
  MAX_SUBSCRIBER_EVENTS,
  subscriberEvents,
  type SubscriberEvent,
} from '../../core/reports/subscriberEvents';
import { formatShortDateTime } from '../../time/realmTime';
import { renderTable, titledColumn, type Column } from '../../rendering/table';
import { contactPair } from '../contacts/contactPair';
import { realmOperation, type RealmContext } from '../context';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';
import { eventText } from './eventTexts';
import { eventType, headerFlag, notNegative } from './reportParameters';

const parameters = {
  limit: required(
    t.int,
    `How many events at most, the newest; 0 for as many as an answer has (${MAX_SUBSCRIBER_EVENTS}).`,
  ),
  eventType,
  format,
  header: headerFlag,
} satisfies Record<string, Parameter>;

const common = {
  group: 'events',
  doc: 'Answers what happened to a contact, newest first.',
  access: 'read',
  result: t.string,
  resultDoc:
    'Rows of Event, Event ID (the kind of event), List, List ID and Date (mm/dd/yy hh:mm AM); in XML event, event_id, list, list_id and date.',
  errors: ['contact.notFound', 'argument.invalid'],
  provenance: SEEN,
} as const;

interface Input {
  readonly limit: number;
  readonly eventType: number;
  readonly format: string;
  readonly header: boolean;
}

export const subscriberEventColumns = ({ timeZone }: Realm): Column<SubscriberEvent>[] => [
  titledColumn('Event', ({ eventType }) => eventText(eventType)),
  titledColumn('Event ID', ({ eventType }) => eventType),
  titledColumn('List', ({ listName }) => listName),
  titledColumn('List ID', ({ listId }) => listId),
  titledColumn('Date', ({ occurredAt }) => formatShortDateTime(occurredAt, timeZone)),
];

async function answer(contact: Contact | null, input: Input, { sql, realm }: RealmContext): Promise<string> {
  const outputFormat = checkedOutputFormat(input.format);
  const type = notNegative('eventType', input.eventType);
  if (!contact) return fail('contact.notFound');
  const events = await subscriberEvents(sql, realm, contact.contactId, type, input.limit);
  return renderTable({ columns: subscriberEventColumns(realm) }, events, outputFormat, input.header);
}

export const [getSubscriberEvents, getSubscriberEventsByCustomerKey] = contactPair({
  ...common,
  name: 'getSubscriberEvents',
  parameters,
  forms: ['email firstName limit eventType format header'],
  twinForms: [
    'customerKey limit eventType format header',
    accept('customerKey email firstName limit eventType format header'),
  ],
  handler: async (name, input, context) =>
    answer(await findContact(context.sql, context.realm, name), input, context),
});

export const getSubscriberEventsByID = realmOperation({
  ...common,
  name: 'getSubscriberEventsByID',
  doc: `${common.doc} The contact is named by its number.`,
  parameters: {
    subscriberId: required(t.int, 'Number of the contact, as getSubscriberID answers it.'),
    ...parameters,
  },
  forms: ['subscriberId limit eventType format header'],
  handler: async (input, context) =>
    answer(await findContactById(context.sql, context.realm, input.subscriberId), input, context),
});
