/** Who clicked on a link. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { requireCampaign } from '../../core/reports/campaignReports';
import { urlClicks } from '../../core/reports/eventReports';
import type { ReportedEvent } from '../../core/reports/eventRows';
import { realmOperation } from '../context';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat, keyColumn, nameColumns, renderPieces, timeColumn } from '../reportText';
import { campaignId, headerNumber, IN_ONE, KEY_LAST, unique } from './reportParameters';

export const getSubscribersWhoClickedOnURL = realmOperation({
  name: 'getSubscribersWhoClickedOnURL',
  group: 'events',
  doc: `Answers the contacts that clicked on a link of a campaign, by time. ${IN_ONE}`,
  access: 'read',
  parameters: {
    campaignId,
    url: required(t.string, 'The link as it stands in the template, or a part of it.'),
    exactUrlMatch: required(t.int, '1 for the whole link, 0 for any link that holds the text.'),
    unique,
    format,
    header: headerNumber,
  },
  forms: ['campaignId url exactUrlMatch unique format header'],
  result: t.string,
  resultDoc: `Rows of email, first_name, last_name, event_date, ${KEY_LAST}; of a contact that was deleted since, the date alone.`,
  errors: ['campaign.notFound', 'report.tooLarge', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    await requireCampaign(sql, realm, input.campaignId);
    const clicks = urlClicks(sql, realm, {
      campaignId: input.campaignId,
      url: input.url.trim(),
      exact: input.exactUrlMatch !== 0,
      unique: input.unique !== 0,
    });
    const columns = [
      ...nameColumns<ReportedEvent>(({ contact }) => contact),
      timeColumn<ReportedEvent>('event_date', realm, ({ occurredAt }) => occurredAt),
      ...keyColumn<ReportedEvent>(realm, ({ contact }) => contact?.customerKey ?? null),
    ];
    return renderPieces({ columns }, clicks, outputFormat, input.header !== 0);
  },
});
