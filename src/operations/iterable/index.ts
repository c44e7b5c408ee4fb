/** Every endpoint of the Iterable API that stands here, in the order of the reference. */
import type { Endpoint } from '../../contract/endpoint';
import { trackPurchase, updateCart } from './commerce/commerce';
import { disableDevice, registerBrowserToken, registerDeviceToken } from './devices/devices';
import { appEvents } from './events/appEvents';
import { getEvents } from './events/getEvents';
import { trackBulk, trackEvent } from './events/track';
import { triggerWorkflow } from './events/triggerWorkflow';
import { createList, deleteList, getLists } from './lists/lists';
import { getListSize, getListUsers, previewListUsers } from './lists/members';
import { subscribe, unsubscribe } from './lists/subscribe';
import {
  archiveCampaigns,
  campaignChanges,
  createCampaign,
  getCampaign,
  getCampaigns,
} from './mail/campaigns';
import { getChannels, getMessageTypes } from './mail/channels';
import { cancelEmail, targetEmail, targetInApp } from './mail/target';
import {
  deleteTemplates,
  getEmailTemplate,
  getTemplateByClientId,
  getTemplates,
  previewEmailTemplate,
  updateEmailTemplate,
  upsertEmailTemplate,
} from './mail/templates';
import { subscribeOne, subscribeSeveral, unsubscribeOne } from './subscriptions/groups';
import { bulkUpdateSubscriptions, updateSubscriptions } from './subscriptions/updateSubscriptions';
import { bulkUpdate } from './users/bulkUpdate';
import { deleteByEmail, deleteById } from './users/deleteUser';
import { forgetUser, forgottenUsers, unforgetUser } from './users/forget';
import { getFields } from './users/getFields';
import { getSentMessages } from './users/getSentMessages';
import { getUserByEmail, getUserById } from './users/getUser';
import { mergeUsers } from './users/merge';
import { updateUser } from './users/update';
import { updateEmail } from './users/updateEmail';

export const iterableEndpoints: readonly Endpoint[] = [
  updateUser,
  bulkUpdate,
  ...getUserByEmail,
  ...getUserById,
  deleteByEmail,
  deleteById,
  updateEmail,
  mergeUsers,
  forgetUser,
  unforgetUser,
  ...forgottenUsers,
  getFields,
  getSentMessages,
  updateSubscriptions,
  bulkUpdateSubscriptions,
  registerDeviceToken,
  registerBrowserToken,
  disableDevice,
  getLists,
  createList,
  deleteList,
  getListUsers,
  previewListUsers,
  getListSize,
  subscribe,
  unsubscribe,
  subscribeSeveral,
  ...subscribeOne,
  ...unsubscribeOne,
  trackEvent,
  trackBulk,
  ...getEvents,
  ...appEvents,
  triggerWorkflow,
  trackPurchase,
  updateCart,
  targetEmail,
  cancelEmail,
  targetInApp,
  getChannels,
  getMessageTypes,
  getTemplates,
  getTemplateByClientId,
  upsertEmailTemplate,
  updateEmailTemplate,
  getEmailTemplate,
  previewEmailTemplate,
  deleteTemplates,
  getCampaigns,
  getCampaign,
  createCampaign,
  ...campaignChanges,
  archiveCampaigns,
];
