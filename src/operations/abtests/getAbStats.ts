/** What became of the samples of the last launch of an A/B definition. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { requireAbDefinition } from '../../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../../core/abtests/abResults';
import { shareOf, type Share } from '../../core/abtests/measures';
import { sampleStats, type SampleStats } from '../../core/abtests/sampleStats';
import { formatDateTime } from '../../time/realmTime';
import type { CampaignTotals } from '../../core/events/campaignCounts';
import { column, renderTable } from '../../rendering/table';
import { realmOperation } from '../context';
import { headerFlag } from '../events/reportParameters';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';

interface Line {
  readonly result: AbResult;
  readonly sample: SampleStats;
}
type Value = string | number | Date | null;

const percent = ({ part, whole }: Share): string => (whole === 0 ? 0 : (part / whole) * 100).toFixed(2);
const bounces = ({ hardBounces, softBounces, blocks }: CampaignTotals): number =>
  hardBounces + softBounces + blocks;

type Counted = (totals: CampaignTotals) => number;
const count =
  (of: Counted) =>
  ({ sample }: Line): number =>
    of(sample.totals);
const ofSent =
  (of: Counted) =>
  ({ sample: { totals } }: Line): string =>
    percent({ part: of(totals), whole: totals.sent });

const isWinner = ({ result, sample }: Line): number => (result.winner === sample.letter ? 1 : 0);

/** Names up to unique_open_rate are those of the platform; the others are ours, in its style. */
const COLUMNS: Readonly<Record<string, (line: Line) => Value>> = {
  sample: ({ sample }) => sample.letter,
  encrypted_id: ({ sample }) => sample.encryptedId,
  ab_definition_id: ({ result }) => result.abDefinitionId,
  ab_result_id: ({ result }) => result.abResultId,
  ab_result_sample_id: ({ sample }) => sample.abResultSampleId,
  template_id: ({ sample }) => sample.templateId,
  template_name: ({ sample }) => sample.templateName,
  subject: ({ sample }) => sample.subject,
  from_address: ({ sample }) => sample.sender,
  campaign_id: ({ sample }) => sample.campaignId,
  is_winner: isWinner,
  is_deployed: isWinner,
  unique_open_rate: ofSent(({ uniqueOpens }) => uniqueOpens),
  total_open_rate: ofSent(({ opens }) => opens),
  unique_click_rate: ofSent(({ uniqueClicks }) => uniqueClicks),
  total_click_rate: ofSent(({ clicks }) => clicks),
  click_to_open_rate: ({ sample }) => percent(shareOf('click_to_open', sample.totals)),
  unsubscribe_rate: ofSent(({ unsubscribes }) => unsubscribes),
  complaint_rate: ofSent(({ complaints }) => complaints),
  bounce_rate: ofSent(bounces),
  hard_bounce_rate: ofSent(({ hardBounces }) => hardBounces),
  soft_bounce_rate: ofSent(({ softBounces }) => softBounces),
  blocked_bounce_rate: ofSent(({ blocks }) => blocks),
  ftaf_rate: ofSent(({ forwards }) => forwards),
  measured_rate: ({ result, sample }) => percent(shareOf(result.measure, sample.totals)),
  total_recipients: ({ sample }) => sample.recipients,
  total_suppressed: ({ sample }) => sample.suppressed,
  total_sent: count(({ sent }) => sent),
  total_opened: count(({ opens }) => opens),
  total_opened_unique: count(({ uniqueOpens }) => uniqueOpens),
  total_clicks: count(({ clicks }) => clicks),
  total_clicks_unique: count(({ uniqueClicks }) => uniqueClicks),
  total_unsubscribes: count(({ unsubscribes }) => unsubscribes),
  total_complaints: count(({ complaints }) => complaints),
  total_bounces: count(bounces),
  total_hard_bounces: count(({ hardBounces }) => hardBounces),
  total_soft_bounces: count(({ softBounces }) => softBounces),
  total_blocked_bounces: count(({ blocks }) => blocks),
  total_ftafs: count(({ forwards }) => forwards),
  total_displays: count(({ displays }) => displays),
  sample_status: ({ sample }) => sample.status,
  test_status: ({ result }) => result.status,
  measuring: ({ result }) => result.measure,
  threshold: ({ result }) => result.threshold,
  post_test_action: ({ result }) => (result.afterTest === 'send' ? 'send_winner' : 'wait'),
  chosen_by: ({ result }) => result.chosenBy,
  started_date: ({ result }) => result.startedAt,
  ends_date: ({ result }) => result.endsAt,
  ended_date: ({ result }) => result.endedAt,
  rest_campaign_id: ({ result }) => result.restCampaignId,
};

const cellOf = (value: Value, timeZone: string): string | number | null =>
  value instanceof Date ? formatDateTime(value, timeZone) : value;

export const getAbStats = realmOperation({
  name: 'getAbStats',
  group: 'abtests',
  doc: 'Answers what became of the samples of the last launch of an A/B definition. encrypted_id is what abMailWinner takes.',
  access: 'read',
  parameters: {
    abDefinitionId: required(t.int, 'Number of the definition.'),
    format,
    header: headerFlag,
  },
  forms: ['abDefinitionId format header'],
  result: t.string,
  resultDoc: `A row for each sample, by letter; none before the first launch. Rates are percents, of the mails that the relay took where they say nothing else; unique counts contacts. is_deployed is 1 for the sample that was sent to the rest, by the campaign rest_campaign_id. Columns: ${Object.keys(COLUMNS).join(', ')}.`,
  errors: ['abtest.notFound', 'argument.invalid'],
  provenance: {
    ...SEEN,
    basis:
      'Called in public client code. The columns up to unique_open_rate are documented for the sibling HTTP command, which has some forty further rates and totals; the names of ours are our own.',
  },
  handler: async (input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const { abDefinitionId } = await requireAbDefinition(sql, realm, input.abDefinitionId);
    const result = await newestResult(sql, realm, abDefinitionId);
    const samples = result ? await sampleStats(sql, realm, result) : [];
    const columns = Object.entries(COLUMNS).map(([name, value]) =>
      column<SampleStats>(name, (sample) => cellOf(value({ result: result!, sample }), realm.timeZone)),
    );
    return renderTable({ columns }, samples, outputFormat, input.header);
  },
});
