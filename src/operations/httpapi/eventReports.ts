/** The reports of events: of the realm, of a campaign, and by kind. */
import { optional, required, type Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { EVENT_TYPES, type EventType } from '../../core/events/events';
import { trackedEvents, type TrackedEventsQuery } from '../../core/reports/trackedEvents';
import type { Layout } from '../../rendering/table';
import { eventLayout } from '../events/eventColumns';
import { getTrackedEvents, getTrackedEventsByCampaign } from '../events/getTrackedEvents';
import { times } from '../events/reportParameters';
import { PAGE_ROWS } from '../reportText';
import { ARTICLE, CLIENTS, httpCommand, number, output, outputOf, renamed, renderRows } from './httpCommand';
import { reportCommand } from './reportCommand';

const PAGE = {
  event_type: 'eventType',
  start_datetime: 'startDatetime',
  end_datetime: 'endDatetime',
  offset: 'offset',
};

export const rptTrackedEvents = reportCommand({
  name: 'rpt_tracked_events',
  of: getTrackedEvents,
  takes: PAGE,
  defaults: { eventType: 0, offset: 0 },
  provenance: ARTICLE,
});

export const rptTrackedEventsByCampaign = reportCommand({
  name: 'rpt_tracked_events_by_campaign',
  of: getTrackedEventsByCampaign,
  takes: { campaign_id: 'campaignId', ...PAGE },
  defaults: { eventType: 0, offset: 0 },
  provenance: CLIENTS,
});

/** Kinds of events as later versions of the platform name them in commands. */
export const EVENT_KINDS = {
  send: ['sent'],
  open: ['open'],
  click: ['click'],
  delivery: ['softBounce', 'hardBounce', 'complaint', 'block'],
  unsub: ['unsubscribe', 'globalUnsubscribe', 'universalUnsubscribe'],
  video: [],
  social: ['forward', 'anonymousForward'],
  tracking_other: ['subscribe', 'confirmation', 'dataSetByUrl', 'display', 'mobileDisplay'],
} as const satisfies Record<string, readonly EventType[]>;
export type EventKind = keyof typeof EVENT_KINDS;
/** Those that come in three commands: of launches, of single messages, and of both. */
export const SPLIT_KINDS: readonly EventKind[] = ['send', 'open', 'click', 'delivery'];

function kindReport(
  name: string,
  kind: EventKind,
  sentBy: TrackedEventsQuery['sentBy'],
  showsType: boolean,
): Operation {
  const types: readonly EventType[] = EVENT_KINDS[kind];
  const whose = { launch: ' of launches', single: ' of single messages' };
  return httpCommand({
    name,
    group: 'events',
    doc: `Answers the events of the kind ${kind}${sentBy ? whose[sentBy] : ''} by time, ${PAGE_ROWS} at a time.${types.length === 0 ? ' There are none here.' : ''}`,
    access: 'read',
    parameters: {
      start_datetime: required(
        t.string,
        "Begin, mm/dd/yyyy with or without hh:mm:ss, in the realm's time zone.",
      ),
      end_datetime: required(t.string, 'End, in the same forms; what it names belongs to the report.'),
      event_type: optional(
        t.int,
        `Only this type: ${types.map((type) => EVENT_TYPES[type]).join(', ') || 'none'}; 0 for all.`,
      ),
      offset: number(`How many rows to leave out: 0 for the first page of ${PAGE_ROWS}.`),
      ...output,
    },
    resultDoc: `Rows of campaign_id, campaign_alias, list_id, list_name, subscriber_id, email, first_name, last_name, event_date${showsType ? ', event_type' : ''}, meta_data (and customer_key, last, in Customer Key realms). Nothing at all is the end.`,
    errors: ['argument.invalid'],
    provenance: {
      ...ARTICLE,
      basis: 'An article of the platform names it; its columns from the tenth on are ours.',
    },
    handler: async (input, { sql, realm }) => {
      const out = outputOf(input);
      const range = rangeOf(input, realm.timeZone);
      const offset = input.offset ?? 0;
      if (offset < 0) fail('argument.invalid', { name: 'offset', reason: 'it is 0 or more' });
      const wanted = types
        .map((type) => EVENT_TYPES[type] as number)
        .filter((type) => !input.event_type || type === input.event_type);
      if (wanted.length === 0) return '';
      const query = {
        campaignId: null,
        eventType: wanted,
        range,
        offset,
        limit: PAGE_ROWS,
        ...(sentBy && { sentBy }),
      };
      const rows = await trackedEvents(sql, realm, query);
      const layout = eventLayout(realm, { metaData: true });
      return renderRows(showsType ? layout : withoutType(layout), rows, out);
    },
  });
}

const withoutType = <Row>(layout: Layout<Row>): Layout<Row> => ({
  ...layout,
  columns: layout.columns.filter(({ element }) => element !== 'event_type'),
});

const rangeOf = (
  {
    start_datetime: startDatetime,
    end_datetime: endDatetime,
  }: { readonly start_datetime: string; readonly end_datetime: string },
  timeZone: string,
): TrackedEventsQuery['range'] => {
  try {
    return times({ startDatetime, endDatetime }, timeZone);
  } catch (error) {
    throw renamed(error, { startDatetime: 'start_datetime', endDatetime: 'end_datetime' });
  }
};

export const eventKindReports: readonly Operation[] = (Object.keys(EVENT_KINDS) as EventKind[]).flatMap(
  (kind) =>
    SPLIT_KINDS.includes(kind)
      ? [
          kindReport(`rpt_${kind}_events`, kind, 'launch', kind === 'delivery'),
          kindReport(`rpt_api_${kind}_events`, kind, 'single', kind === 'delivery'),
          kindReport(`rpt_all_${kind}_events`, kind, undefined, true),
        ]
      : [kindReport(`rpt_${kind}_events`, kind, undefined, true)],
);
