/** Reports that go into a campaign: programs, bounces, and who left. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { requireList } from '../../core/lists/lists';
import { bounceStats, type ReportedBounce } from '../../core/reports/bounceStats';
import {
  browsersBySubscriber,
  browserTotals,
  type ClientTotals,
  type ContactClient,
} from '../../core/reports/browserInfo';
import { requireCampaign } from '../../core/reports/campaignReports';
import { unsubscribes } from '../../core/reports/eventReports';
import type { MailClient } from '../../core/events/mailClients';
import { column, type Column } from '../../rendering/table';
import type { Realm } from '../../core/realms/realm';
import { realmOperation } from '../context';
import { eventLayout } from '../events/eventColumns';
import {
  campaignId,
  days,
  fromDate,
  headerFlag,
  headerNumber,
  IN_ONE,
  KEY_LAST,
  notNegative,
  toDate,
  unique,
} from '../events/reportParameters';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat, keyColumn, nameColumns, renderPieces, timeColumn } from '../reportText';

const OUR_COLUMNS = {
  ...SEEN,
  basis: 'Called in public client code with these arguments; the columns are our decision.',
} as const;

const part = (what: string) => optional(t.string, `Part of the name of ${what}, in any case; empty for all.`);

const clientColumns = <Row extends { readonly client: MailClient }>(): Column<Row>[] => [
  column('os_name', ({ client }) => client.operatingSystem),
  column('browser', ({ client }) => client.browser),
  column('client_type', ({ client }) => client.clientType),
];

const TOTAL_COLUMNS: readonly Column<ClientTotals>[] = [
  ...clientColumns<ClientTotals>(),
  column('total_opened', ({ opens }) => opens),
  column('total_clickthroughs', ({ clicks }) => clicks),
];

export const getBrowserInfoByCampaign = realmOperation({
  name: 'getBrowserInfoByCampaign',
  group: 'campaigns',
  doc: `Answers with which programs and systems the mail of a campaign was read. ${IN_ONE}`,
  access: 'read',
  parameters: {
    campaignId,
    bySubscriber: required(t.boolean, 'true for a row for each contact, false for totals.'),
    osNameMatch: part('the operating system'),
    browserMatch: part('the browser or mail program'),
    clientTypeMatch: part('the kind of machine (desktop, mobile, tablet, proxy)'),
    format,
    header: headerFlag,
  },
  forms: ['campaignId bySubscriber osNameMatch browserMatch clientTypeMatch format header'],
  result: t.string,
  resultDoc: `Rows of os_name, browser, client_type, total_opened and total_clickthroughs; by subscriber email, first_name, last_name, os_name, browser, client_type, event_date (of the first open, or of the first click where that was with another program), ${KEY_LAST}. What a reader does not tell is empty.`,
  errors: ['campaign.notFound', 'report.tooLarge', 'argument.invalid'],
  provenance: OUR_COLUMNS,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    await requireCampaign(sql, realm, input.campaignId);
    const query = {
      operatingSystem: input.osNameMatch ?? '',
      browser: input.browserMatch ?? '',
      clientType: input.clientTypeMatch ?? '',
    };
    if (!input.bySubscriber) {
      const totals = browserTotals(sql, realm, input.campaignId, query);
      return renderPieces({ columns: TOTAL_COLUMNS }, totals, outputFormat, input.header);
    }
    const columns = [
      ...nameColumns<ContactClient>(({ contact }) => contact),
      ...clientColumns<ContactClient>(),
      timeColumn<ContactClient>('event_date', realm, ({ firstAt }) => firstAt),
      ...keyColumn<ContactClient>(realm, ({ contact }) => contact?.customerKey ?? null),
    ];
    const readers = browsersBySubscriber(sql, realm, input.campaignId, query);
    return renderPieces({ columns }, readers, outputFormat, input.header);
  },
});

/** What is told of a bounce, whichever command asks. */
export const bounceColumns = (realm: Realm, campaignId: number): Column<ReportedBounce>[] => [
  column<ReportedBounce>('email', ({ email }) => email),
  column<ReportedBounce>('campaign_id', () => campaignId),
  timeColumn<ReportedBounce>('event_date', realm, ({ receivedAt }) => receivedAt),
  column<ReportedBounce>('bounce_type', ({ eventType }) => eventType),
  column<ReportedBounce>('category', ({ category }) => category),
  ...keyColumn<ReportedBounce>(realm, ({ customerKey }) => customerKey),
];

export const getBounceStats = realmOperation({
  name: 'getBounceStats',
  group: 'campaigns',
  doc: `Answers the bounces and complaints that a campaign caused between two days, by time. ${IN_ONE}`,
  access: 'read',
  parameters: { campaignId, fromDate, toDate, format, header: headerNumber },
  forms: ['campaignId fromDate toDate format header'],
  result: t.string,
  resultDoc: `Rows of email (the address that was mailed), campaign_id, event_date, bounce_type (30 soft, 31 hard, 34 complaint, 36 blocked), category, ${KEY_LAST}.`,
  errors: ['campaign.notFound', 'report.tooLarge', 'argument.invalid'],
  provenance: {
    ...SEEN,
    basis:
      'Called in public client code with these arguments; what the columns hold is documented, their headings are ours.',
  },
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const range = days(input, realm.timeZone);
    await requireCampaign(sql, realm, input.campaignId);
    const columns = bounceColumns(realm, input.campaignId);
    const bounces = bounceStats(sql, realm, input.campaignId, range);
    return renderPieces({ columns }, bounces, outputFormat, input.header !== 0);
  },
});

export const getUnsubscribeReport = realmOperation({
  name: 'getUnsubscribeReport',
  group: 'campaigns',
  doc: `Answers who unsubscribed because of a campaign, or from a list, by time. ${IN_ONE}`,
  access: 'read',
  parameters: {
    campaignId: required(t.int, 'Number of the campaign; 0 for all of the list.'),
    listId: required(t.int, 'Number of the list; 0 for all of the campaign.'),
    unique,
    format,
    header: headerNumber,
  },
  forms: ['campaignId listId unique format header'],
  result: t.string,
  resultDoc: `Rows of campaign_id, campaign_alias, list_id, list_name, subscriber_id, email, first_name, last_name, event_date, event_type (21 from the list, 22 from the realm, 23 from the system), ${KEY_LAST}.`,
  errors: ['campaign.notFound', 'list.notFound', 'report.tooLarge', 'argument.invalid'],
  provenance: OUR_COLUMNS,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const query = {
      campaignId: notNegative('campaignId', input.campaignId),
      listId: notNegative('listId', input.listId),
      unique: input.unique !== 0,
    };
    if (query.campaignId === 0 && query.listId === 0)
      fail('argument.invalid', { name: 'campaignId', reason: 'it or listId must be given' });
    if (query.campaignId > 0) await requireCampaign(sql, realm, query.campaignId);
    if (query.listId > 0) await requireList(sql, realm, query.listId);
    const layout = eventLayout(realm, { metaData: false });
    return renderPieces(layout, unsubscribes(sql, realm, query), outputFormat, input.header !== 0);
  },
});
