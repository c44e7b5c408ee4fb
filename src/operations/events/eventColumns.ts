/** The columns of reports of single events. */
import type { Realm } from '../../core/realms/realm';
import type { ReportedEvent } from '../../core/reports/eventRows';
import { column, type Layout } from '../../rendering/table';
import { keyColumn, nameColumns, timeColumn } from '../reportText';

/** `meta_data` holds the link of a click, and of other events what their type adds. */
export const eventLayout = (
  realm: Realm,
  { metaData }: { readonly metaData: boolean },
): Layout<ReportedEvent> => ({
  columns: [
    column('campaign_id', ({ campaignId }) => campaignId),
    column('campaign_alias', ({ campaignName }) => campaignName),
    column('list_id', ({ listId }) => listId),
    column('list_name', ({ listName }) => listName),
    column('subscriber_id', ({ contactId }) => contactId),
    ...nameColumns<ReportedEvent>(({ contact }) => contact),
    timeColumn('event_date', realm, ({ occurredAt }) => occurredAt),
    column('event_type', ({ eventType }) => eventType),
    ...(metaData ? [column<ReportedEvent>('meta_data', ({ url, detail }) => url ?? detail)] : []),
    ...keyColumn<ReportedEvent>(realm, ({ contact }) => contact?.customerKey ?? null),
  ],
});
