/** `campaign recount`: the counts of campaigns, made anew from their events. */
import { campaignIds } from '../core/campaigns/campaignIds';
import { progressOf } from '../core/campaigns/campaignProgress';
import { rollUpCounts } from '../core/events/rollUpCounts';
import { recountCampaign } from '../core/events/recountCampaign';
import { campaignArguments, campaignId, noSuchCampaign } from './campaignArguments';
import type { Command } from './command';
import { withControl } from './withControl';

const [realmArgument, idArgument] = campaignArguments;

export const campaignRecount: Command = {
  name: 'campaign recount',
  summary: 'Count opens, clicks and the rest of a campaign anew from its events.',
  details:
    'Counts are kept as events are recorded, so this finds nothing to mend unless rows were changed by hand or restored. Safe at any time; a launch of the campaign that is under way waits meanwhile.',
  args: [
    realmArgument!,
    { ...idArgument!, optional: true, doc: 'Number of the campaign; all unless given.' },
  ],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async (control) => {
      const realm = await control.realms.require(input.args[0]!);
      const database = await control.realmDatabases.forDatabase(realm.databaseId);
      const only = input.args[1] === undefined ? null : campaignId(input);
      if (only !== null && !(await progressOf(database, realm, only))) noSuchCampaign(realm.name, only);
      let campaigns = 0;
      let wrong = 0;
      for await (const id of only === null ? campaignIds(database, realm) : [only]) {
        const found = await database.transaction((sql) => recountCampaign(sql, realm, id));
        campaigns += 1;
        wrong += found;
        if (found > 0) terminal.note(`Campaign ${id}: ${found} counts were wrong.`);
        else if (campaigns % 100 === 0) terminal.note(`${campaigns} campaigns counted ...`);
      }
      await rollUpCounts(database);
      return {
        text: `${campaigns} ${campaigns === 1 ? 'campaign' : 'campaigns'} counted; ${wrong === 0 ? 'every count was right' : `${wrong} counts were wrong and are mended`}.`,
        json: { campaigns, corrected: wrong },
      };
    }),
};
