/** The events of the realm and of one campaign, page by page. */
import { t } from '../../contract/wireTypes';
import { requireCampaign } from '../../core/reports/campaignReports';
import { trackedEvents } from '../../core/reports/trackedEvents';
import { renderTable } from '../../rendering/table';
import { realmOperation } from '../context';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat, PAGE_ROWS } from '../reportText';
import { eventLayout } from './eventColumns';
import {
  campaignId,
  endDatetime,
  eventType,
  headerNumber,
  KEY_LAST,
  notNegative,
  offset,
  startDatetime,
  times,
} from './reportParameters';

const COLUMNS =
  'campaign_id, campaign_alias, list_id, list_name, subscriber_id, email, first_name, last_name, event_date, event_type';
const parameters = { eventType, startDatetime, endDatetime, offset, format, header: headerNumber };

export const getTrackedEvents = realmOperation({
  name: 'getTrackedEvents',
  group: 'events',
  doc: `Answers the events of the realm by time, ${PAGE_ROWS} at a time. Mail of launches in test mode is left out.`,
  access: 'read',
  parameters: { ...parameters },
  forms: ['eventType startDatetime endDatetime offset format header'],
  result: t.string,
  resultDoc: `Rows of ${COLUMNS}, meta_data (the link of a click, the category of a bounce), ${KEY_LAST}; an empty page is the end.`,
  errors: ['argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const query = {
      campaignId: null,
      eventType: notNegative('eventType', input.eventType),
      range: times(input, realm.timeZone),
      offset: notNegative('offset', input.offset),
      limit: PAGE_ROWS,
    };
    const events = await trackedEvents(sql, realm, query);
    return renderTable(eventLayout(realm, { metaData: true }), events, outputFormat, input.header !== 0);
  },
});

export const getTrackedEventsByCampaign = realmOperation({
  name: 'getTrackedEventsByCampaign',
  group: 'events',
  doc: `Answers the events of a campaign by time, ${PAGE_ROWS} at a time.`,
  access: 'read',
  parameters: { campaignId, ...parameters },
  forms: ['campaignId eventType startDatetime endDatetime offset format header'],
  result: t.string,
  resultDoc: `Rows of ${COLUMNS}, ${KEY_LAST}; an empty page is the end.`,
  errors: ['campaign.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const query = {
      campaignId: input.campaignId,
      eventType: notNegative('eventType', input.eventType),
      range: times(input, realm.timeZone),
      offset: notNegative('offset', input.offset),
      limit: PAGE_ROWS,
    };
    await requireCampaign(sql, realm, input.campaignId);
    const events = await trackedEvents(sql, realm, query);
    return renderTable(eventLayout(realm, { metaData: false }), events, outputFormat, input.header !== 0);
  },
});
