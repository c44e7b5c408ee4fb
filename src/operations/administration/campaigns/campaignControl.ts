/** Pauses, resumes and ends a launch under way. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  type ControlResult,
} from '../../../core/campaigns/campaignControl';
import { realmSettingOperation, type RealmControlContext } from '../context';
import { CampaignProgress } from './campaignRow';
import { requireCampaign } from './requireCampaign';

type Database = Awaited<ReturnType<RealmControlContext['realmDatabase']>>;

interface Change {
  readonly name: string;
  readonly doc: string;
  /** Completes "only ... can be ...". */
  readonly from: string;
  readonly done: string;
  readonly apply: (
    database: Database,
    realm: RealmControlContext['realm'],
    campaignId: number,
  ) => Promise<ControlResult>;
}

/** In transactions of its own: of a large launch it takes many. */
const change = ({ name, doc, from, done, apply }: Change) =>
  realmSettingOperation({
    name,
    group: 'campaigns',
    doc,
    rights: 'sender',
    access: 'write',
    subject: 'campaignId',
    parameters: { campaignId: required(t.number, 'Its number.') },
    result: CampaignProgress,
    errors: ['realm.invalid'],
    handler: async ({ campaignId }, { realm, realmDatabase }) => {
      const database = await realmDatabase();
      const result = await apply(database, realm, campaignId);
      const campaign = await requireCampaign(database, realm, campaignId);
      if (result === 'refused') {
        const state = campaign.status === 'sticky' ? 'collects single sends' : `is ${campaign.status}`;
        fail('realm.invalid', {
          reason: `The campaign ${campaignId} ${state}; only ${from} can be ${done}.`,
        });
      }
      return campaign;
    },
  });

export const campaignPause = change({
  name: 'campaignPause',
  doc: 'Stops a launch until it is resumed; the messages that workers already hold still go out.',
  from: 'one that is queued or running',
  done: 'paused',
  apply: pauseCampaign,
});

export const campaignResume = change({
  name: 'campaignResume',
  doc: 'Lets a paused launch go on where it stopped.',
  from: 'one that is paused',
  done: 'resumed',
  apply: resumeCampaign,
});

export const campaignCancel = change({
  name: 'campaignCancel',
  doc: 'Ends a launch for good; what is queued is not sent.',
  from: 'one that is queued, running or paused',
  done: 'cancelled',
  apply: cancelCampaign,
});
