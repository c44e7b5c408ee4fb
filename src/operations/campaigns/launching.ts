/** What every command that launches does: plan before the transaction, launch in it, and tell the background. */
import { launchAbTest, planAbTest, type AbPlan } from '../../core/abtests/launchAbTest';
import { launchCampaign } from '../../core/campaigns/launchCampaign';
import type { LaunchRequest } from '../../core/campaigns/launchRequest';
import { planLaunch, type LaunchPlan } from '../../core/campaigns/planLaunch';
import type { RealmContext } from '../context';

export const planContext = ({ sql, realm, now, services }: RealmContext) => ({
  sql,
  realm,
  now,
  ...services,
});

export const plan = (context: RealmContext, request: LaunchRequest): Promise<LaunchPlan | AbPlan> =>
  request.abDefinitionId > 0
    ? planAbTest(planContext(context), request)
    : planLaunch(planContext(context), request);

/** @returns the number of the campaign */
export async function launch(context: RealmContext, planned: LaunchPlan | AbPlan): Promise<number> {
  const { realm, services } = context;
  const { asked } = planned;
  const launching = planContext(context);
  const campaignId =
    'samples' in planned
      ? (await launchAbTest(launching, planned)).campaignId
      : await launchCampaign(launching, planned);
  context.afterCommit(() => {
    services.logEvent('launch: started', {
      realm: realm.name,
      campaign: campaignId,
      list: asked.listId,
      ...(asked.testMode ? { kind: 'test' } : 'samples' in planned ? { kind: 'A/B test' } : {}),
    });
    services.wakeLaunches(realm.databaseId);
    // The one message of a test is in the outbox already.
    if (asked.testMode) services.wakeDelivery(realm.databaseId);
  });
  return campaignId;
}
