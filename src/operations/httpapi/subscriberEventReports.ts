/** What happened to one contact. */
import type { Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { onlyContactOfRecord } from '../../core/contacts/contactOfRecord';
import { EVENT_TYPES } from '../../core/events/events';
import { customerKey } from '../../core/identity/customerKey';
import { subscriberEvents } from '../../core/reports/subscriberEvents';
import { getSubscriberEventsByID, subscriberEventColumns } from '../events/getSubscriberEvents';
import type { RealmContext } from '../context';
import { isXml } from '../../rendering/table';
import { checkedAddress, NO_ADDRESS } from './contactRecords';
import { EVENT_KINDS, SPLIT_KINDS, type EventKind } from './eventReports';
import { ARTICLE, CLIENTS, httpCommand, number, output, outputOf, renderRows, text } from './httpCommand';

const contact = {
  subscriber_id: number('Number of the contact.'),
  email: text('Its address, in place of the number.'),
  first: text('Its first name, where several contacts share the address.'),
  customer_key: text('In Customer Key realms, its key in place of the number.'),
};

interface Named {
  readonly subscriber_id: number | null;
  readonly email: string | null;
  readonly first: string | null;
  readonly customer_key: string | null;
}

async function contactIdOf(input: Named, { sql, realm }: RealmContext): Promise<number> {
  if (input.subscriber_id !== null) return input.subscriber_id;
  const key = realm.identity.keyIdentifies && input.customer_key ? customerKey(input.customer_key) : null;
  if (key === null && (!realm.identity.addressIdentifies || !input.email))
    return fail('argument.missing', { name: 'subscriber_id' });
  const name = {
    email: key === null ? checkedAddress(input.email ?? '') : null,
    firstName: input.first?.trim() || null,
    customerKey: key,
  };
  return (await onlyContactOfRecord(sql, realm, name))?.contactId ?? fail('contact.notFound');
}

const spec = {
  group: 'events',
  access: 'read',
  resultDoc: getSubscriberEventsByID.resultDoc,
  errors: [
    'contact.notFound',
    'contact.ambiguous',
    'contact.emailInvalid',
    'argument.invalid',
    'argument.missing',
  ],
  failures: NO_ADDRESS,
} as const;

export const rptSubscriberEvents = httpCommand({
  ...spec,
  name: 'rpt_subscriber_events',
  doc: 'Answers what happened to a contact, newest first.',
  parameters: { ...contact, event_type: optional(t.int, 'Only this type; 0 for all.'), ...output },
  provenance: ARTICLE,
  handler: async (input, context) => {
    const out = outputOf(input);
    const { sql, realm } = context;
    const events = await subscriberEvents(
      sql,
      realm,
      await contactIdOf(input, context),
      input.event_type ?? 0,
      0,
    );
    return renderRows({ columns: subscriberEventColumns(realm) }, events, out);
  },
});

export const showUserEvents = httpCommand({
  ...spec,
  name: 'show_user_events',
  doc: 'Answers the opens, clicks, unsubscribes and bounces of a contact, newest first.',
  parameters: { subscriber_id: required(t.int, 'Number of the contact.'), ...output },
  resultDoc: `${spec.resultDoc} xml is one Data element after the other without a root, as the platform answers it; xml2 is a document.`,
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    const out = outputOf(input);
    const shown: readonly number[] = [
      ...EVENT_KINDS.open,
      ...EVENT_KINDS.click,
      ...EVENT_KINDS.unsub,
      'softBounce' as const,
      'hardBounce' as const,
    ].map((type) => EVENT_TYPES[type]);
    const events = (await subscriberEvents(sql, realm, input.subscriber_id, 0, 0)).filter(({ eventType }) =>
      shown.includes(eventType),
    );
    const rendered = renderRows({ columns: subscriberEventColumns(realm) }, events, out);
    return isXml(out.format) && out.format !== 'xml2'
      ? rendered.replace(/^<\?xml[^>]*\?><data>/, '').replace(/<\/data>$/, '')
      : rendered;
  },
});

const kindReport = (name: string, kind: EventKind): Operation =>
  httpCommand({
    ...spec,
    name,
    doc: `Answers the events of the kind ${kind} of a contact, newest first.`,
    parameters: { ...contact, ...output },
    provenance: CLIENTS,
    handler: async (input, context) => {
      const out = outputOf(input);
      const { sql, realm } = context;
      const types: readonly number[] = EVENT_KINDS[kind].map((type) => EVENT_TYPES[type]);
      const events = (await subscriberEvents(sql, realm, await contactIdOf(input, context), 0, 0)).filter(
        ({ eventType }) => types.includes(eventType),
      );
      return renderRows({ columns: subscriberEventColumns(realm) }, events, out);
    },
  });

export const subscriberKindReports: readonly Operation[] = (Object.keys(EVENT_KINDS) as EventKind[]).flatMap(
  (kind) =>
    (SPLIT_KINDS.includes(kind) ? ['', 'api_', 'all_'] : ['']).map((variant) =>
      kindReport(`rpt_subscriber_${variant}${kind}_events`, kind),
    ),
);
