/** Makes the counts of campaigns again from their events. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { campaignIds } from '../../../core/campaigns/campaignIds';
import { recountCampaign } from '../../../core/events/recountCampaign';
import { rollUpCounts } from '../../../core/events/rollUpCounts';
import { realmSettingOperation } from '../context';
import { requireCampaign } from './requireCampaign';

/** Told after each campaign. */
export interface RecountProgress {
  readonly campaignId: number;
  /** Counts of it that were wrong. */
  readonly wrong: number;
  /** Campaigns counted so far. */
  readonly campaigns: number;
}

export const campaignRecount = realmSettingOperation({
  name: 'campaignRecount',
  group: 'campaigns',
  doc: 'Counts opens, clicks and the rest again from the events of a campaign, or of all.',
  rights: 'manager',
  access: 'write',
  subject: 'campaignId',
  parameters: { campaignId: optional(t.number, 'Its number; all unless given.') },
  result: t.row('Recounted', {
    campaigns: t.number,
    /** Counts that were wrong, and are mended. */
    corrected: t.number,
  }),
  errors: ['realm.invalid'],
  handler: async ({ campaignId }, { realm, realmDatabase, progress }) => {
    const database = await realmDatabase();
    if (campaignId !== null) await requireCampaign(database, realm, campaignId);
    let campaigns = 0;
    let corrected = 0;
    for await (const id of campaignId === null ? campaignIds(database, realm) : [campaignId]) {
      const wrong = await database.transaction((sql) => recountCampaign(sql, realm, id));
      campaigns += 1;
      corrected += wrong;
      await progress({ campaignId: id, wrong, campaigns } satisfies RecountProgress);
    }
    await rollUpCounts(database);
    return { campaigns, corrected };
  },
});
