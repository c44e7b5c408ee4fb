/** Each report once, about a campaign that went to nobody: its header shows which columns a client may rely on. */
import { campaignId, session, type Cast } from './cast';
import { csvRow } from './contactText';
import { bool, int, ref, text, type Argument, type Step } from './steps';

const COMPLAINTS = int('eventType', 34);
const CSV = text('format', 'csv');
const DAYS = [text('fromDate', '01/01/2000'), text('toDate', '01/31/2000')];
const TIMES = [text('startDatetime', '01/01/2000'), text('endDatetime', '01/31/2000 23:59:59')];
const FIRST_PAGE = int('offset', 0);

export function reportSteps({ keyed, jose, named }: Cast): Step[] {
  /** An empty report. `columns` are its header, the customer key behind them where they name contacts. */
  const report = (
    operation: string,
    args: readonly Argument[],
    columns: string,
    { contacts = true, header = int('header', 1) }: { contacts?: boolean; header?: Argument } = {},
  ): Step => ({
    step: operation,
    operation,
    args: [session, ...args, CSV, header],
    expect: {
      value: csvRow([...columns.split(' '), ...(keyed && contacts ? ['customer_key'] : [])]),
    },
  });
  const header = bool('header', true);
  const events = (operation: string, who: readonly Argument[]): Step => ({
    step: operation,
    operation,
    args: [session, ...who, int('limit', 10), COMPLAINTS, CSV, header],
    expect: { value: csvRow(['Event', 'Event ID', 'List', 'List ID', 'Date']) },
  });
  const tracked =
    'campaign_id campaign_alias list_id list_name subscriber_id email first_name last_name event_date event_type';
  return [
    report(
      'getCampaignsInDateRange',
      [...DAYS, int('showHidden', 1)],
      'campaign_id list_id list_name subject deploy_date pieces_sent task_id',
      { contacts: false },
    ),
    report('getCampaignClickthroughsOverview', [campaignId], 'url total_clicks unique_clicks', {
      contacts: false,
    }),
    {
      step: 'getDailyCampaignStats',
      operation: 'getDailyCampaignStats',
      args: [session, campaignId, ...DAYS, CSV, int('header', 1), text('version', '7.3.0')],
      expect: {
        matches:
          /^"event_date","Campaign_ID","Total_sent",.*"Total_complaints_bounced","Total_blocked_bounced"$/,
      },
    },
    report(
      'getBrowserInfoByCampaign',
      [
        campaignId,
        bool('bySubscriber', true),
        text('osNameMatch', ''),
        text('browserMatch', ''),
        text('clientTypeMatch', ''),
      ],
      'email first_name last_name os_name browser client_type event_date',
      { header },
    ),
    report('getBounceStats', [campaignId, ...DAYS], 'email campaign_id event_date bounce_type category'),
    report('getUnsubscribeReport', [campaignId, int('listId', 0), int('unique', 1)], tracked),
    report('getTrackedEvents', [COMPLAINTS, ...TIMES, FIRST_PAGE], `${tracked} meta_data`),
    report('getTrackedEventsByCampaign', [campaignId, COMPLAINTS, ...TIMES, FIRST_PAGE], tracked),
    report(
      'getSubscribersWhoClickedOnURL',
      [campaignId, text('url', 'https://example.com/?a=1&b=2'), int('exactUrlMatch', 1), int('unique', 1)],
      'email first_name last_name event_date',
    ),
    events(named('getSubscriberEvents'), keyed ? [jose.who] : [jose.who, text('firstName', '')]),
    events('getSubscriberEventsByID', [ref('subscriberId', 'contactId')]),
    {
      step: 'a report about a campaign that is not there',
      operation: 'getCampaignClickthroughsOverview',
      args: [session, int('campaignId', 7), CSV, int('header', 0)],
      expect: { fault: 'Server.userException', number: 612, says: 'There is no campaign 7 in this realm.' },
    },
    {
      step: 'a report between days that are none',
      operation: 'getCampaignsInDateRange',
      args: [
        session,
        text('fromDate', '31.12.2024'),
        text('toDate', '12/31/2024'),
        int('showHidden', 0),
        CSV,
        int('header', 0),
      ],
      expect: { fault: 'Client', number: 112, says: 'The argument fromDate is not valid' },
    },
  ];
}
