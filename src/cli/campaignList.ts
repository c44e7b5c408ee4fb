/** `campaign list`: the newest campaigns of a realm. */
import { campaignList as listCampaigns } from '../operations/administration/campaigns/campaignList';
import { isLaunch } from './campaignArguments';
import { numberOption, type Command } from './command';
import { withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const campaignList: Command = {
  name: 'campaign list',
  summary: 'List the newest campaigns of a realm and how far they are.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: { limit: { value: 'NUMBER', doc: 'How many; 20 unless given, at most 1000.' } },
  run: (input, terminal) => {
    const limit = numberOption(input, 'limit', 1, 1000, 20);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const campaigns = (await call(listCampaigns, { most: limit })).map(({ abPart, ...campaign }) => ({
        ...campaign,
        kind: kindOf(campaign, abPart),
      }));
      return {
        text: table(
          ['ID', 'CREATED (UTC)', 'KIND', 'STATUS', 'LIST', 'RECIPIENTS', 'PROCESSED', 'NAME', 'SUBJECT'],
          campaigns.map((campaign) => [
            campaign.campaignId,
            moment(campaign.createdAt),
            campaign.kind,
            ...(isLaunch(campaign)
              ? [campaign.status, campaign.listId || null, campaign.recipients, campaign.expanded]
              : [null, campaign.listId || null, null, null]),
            campaign.name,
            campaign.subject,
          ]),
          `The realm ${realm} has no campaign yet.`,
        ),
        json: campaigns,
      };
    });
  },
};

/** @param abPart letter of the A/B sample that it sends, or `rest`, or null */
function kindOf(
  campaign: { readonly status: string; readonly testMode: boolean },
  abPart: string | null,
): string {
  if (abPart !== null) return abPart === 'rest' ? 'A/B winner' : `A/B sample ${abPart}`;
  if (!isLaunch(campaign)) return 'single sends';
  return campaign.testMode ? 'test' : 'launch';
}
