/** `GET /campaigns/{campaignId}/bounceActivity`. */
import { t } from '../../../contract/wireTypes';
import { EVENT_TYPES } from '../../../core/events/events';
import { bounceCategories } from '../../../core/reports/bounceCategories';
import { requireCampaign } from '../../../core/reports/campaignReports';
import { rest } from '../restOperation';
import { campaignId } from './campaignObject';
import { NamedCounts, rankedCounts } from './rankedCounts';

export const getBounceActivity = rest({
  method: 'GET',
  at: '/campaigns/{campaignId}/bounceActivity',
  group: 'campaigns',
  doc: 'Answers why the mail of a campaign came back.',
  access: 'read',
  path: { campaignId },
  result: t.struct('BounceActivity', {
    allBouncesDetail: NamedCounts,
    hardBouncesDetail: NamedCounts,
    softBouncesDetail: NamedCounts,
    blockedBouncesDetail: NamedCounts,
    TotalBounces: NamedCounts,
    HardBounces: NamedCounts,
    SoftBounces: NamedCounts,
    BlockBounces: NamedCounts,
  }),
  resultDoc:
    'Categories of bounces with how often they came, by kind; and the sum of each kind under the name of the kind.',
  errors: ['campaign.notFound'],
  handler: async (input, context) => {
    const { sql, realm } = context;
    await requireCampaign(sql, realm, input.campaignId);
    const all = await bounceCategories(sql, realm, input.campaignId);
    const of = (...types: number[]) =>
      rankedCounts(
        all
          .filter(({ eventType }) => types.includes(eventType))
          .map(({ category, count }) => ({ name: category, count })),
      );
    const { hardBounce, softBounce, block } = EVENT_TYPES;
    const sum = (name: string, ...types: number[]) => [
      { name, count: of(...types).reduce((total, { count }) => total + count, 0) },
    ];
    return {
      allBouncesDetail: of(hardBounce, softBounce, block),
      hardBouncesDetail: of(hardBounce),
      softBouncesDetail: of(softBounce),
      blockedBouncesDetail: of(block),
      TotalBounces: sum('Total', hardBounce, softBounce, block),
      HardBounces: sum('Hard', hardBounce),
      SoftBounces: sum('Soft', softBounce),
      BlockBounces: sum('Blocked', block),
    };
  },
});
