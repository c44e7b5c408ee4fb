/** `campaign recount`: the counts of campaigns, made again from their events. */
import {
  campaignRecount as recountCampaigns,
  type RecountProgress,
} from '../operations/administration/campaigns/campaignRecount';
import { campaignArguments, campaignId } from './campaignArguments';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

const [realmArgument, idArgument] = campaignArguments;

export const campaignRecount: Command = {
  name: 'campaign recount',
  summary: 'Count opens, clicks and the rest of a campaign again from its events.',
  details:
    'Counts are kept as events are recorded, so this finds nothing to mend unless rows were changed by hand or restored. Safe at any time; a launch of the campaign that is under way waits meanwhile.',
  args: [
    realmArgument!,
    { ...idArgument!, optional: true, doc: 'Number of the campaign; all unless given.' },
  ],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ call }) => {
      const only = input.args[1] === undefined ? null : campaignId(input);
      const noteProgress = (progress: unknown): void => {
        const { campaignId: id, wrong, campaigns } = progress as RecountProgress;
        if (wrong > 0) terminal.note(`Campaign ${id}: ${wrong} counts were wrong.`);
        else if (campaigns % 100 === 0) terminal.note(`${campaigns} campaigns counted ...`);
      };
      const { campaigns, corrected } = await call(recountCampaigns, { campaignId: only }, noteProgress);
      return {
        text: `${campaigns} ${campaigns === 1 ? 'campaign' : 'campaigns'} counted; ${corrected === 0 ? 'every count was right' : `${corrected} counts were wrong and are mended`}.`,
        json: { campaigns, corrected },
      };
    }),
};
