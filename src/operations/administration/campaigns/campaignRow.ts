/** A campaign as administrative operations answer it. */
import { t } from '../../../contract/wireTypes';

export const CAMPAIGN_FIELDS = {
  campaignId: t.number,
  listId: t.number,
  name: t.text,
  /** `held`, `queued`, `running`, `paused`, `cancelled`, `done`; `sticky` for one that collects single sends. */
  status: t.text,
  templateId: t.number,
  segmentationId: t.number,
  suppressionListId: t.number,
  testMode: t.boolean,
  subject: t.text,
  sender: t.text,
  route: t.text,
  creatorEmail: t.text,
  notifyEmail: t.text,
  /** Contacts that it was launched to; those that are captured so far, where not all are. */
  recipients: t.number,
  isCaptured: t.boolean,
  /** Of them, those that were moved on: to the outbox, or to no mail. */
  expanded: t.number,
  createdAt: t.moment,
  completedAt: t.dateTime,
};

export const PROGRESS_FIELDS = {
  ...CAMPAIGN_FIELDS,
  queued: t.number,
  sent: t.number,
  failed: t.number,
  suppressed: t.number,
  cancelled: t.number,
};

/** With the outcome of its messages. */
export const CampaignProgress = t.row('CampaignProgress', PROGRESS_FIELDS);

export const CampaignTotals = t.row('CampaignTotals', {
  sent: t.number,
  opens: t.number,
  uniqueOpens: t.number,
  clicks: t.number,
  uniqueClicks: t.number,
  softBounces: t.number,
  hardBounces: t.number,
  complaints: t.number,
  blocks: t.number,
  unsubscribes: t.number,
  forwards: t.number,
  displays: t.number,
});
