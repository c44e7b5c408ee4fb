/** `campaign recount`: the counts of campaigns, made anew from their events. */
import { progressOf } from '../core/campaigns/campaignProgress';
import type { Realm } from '../core/realms/realm';
import { rollUpCounts } from '../core/events/rollUpCounts';
import { recountCampaign } from '../core/events/recountCampaign';
import type { Database } from '../db/database';
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

/** Numbers of all campaigns, read a page at a time. */
async function* campaignIds(database: Database, realm: Realm): AsyncGenerator<number> {
  for (let last = 0; ;) {
    const rows = await database.rows<{ campaign_id: number }>(
      'SELECT campaign_id FROM campaigns WHERE realm_id = ? AND campaign_id > ? ORDER BY campaign_id LIMIT 500',
      [realm.realmId, last],
    );
    if (rows.length === 0) return;
    for (const { campaign_id: id } of rows) yield id;
    last = rows.at(-1)!.campaign_id;
  }
}
