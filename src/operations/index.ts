/**
 * Every operation of the gateway, in the order in which the WSDLs and the reference list them. A new operation is a
 * file in the folder of its group and a line here.
 */
import type { Operation } from '../contract/defineOperation';
import { enumArticles } from './articles/enumArticles';
import { abDefinitionGetById, getAbDefinitions } from './abtests/abDefinitions';
import { abMailWinner } from './abtests/abMailWinner';
import { getAbStats } from './abtests/getAbStats';
import { getSubscriberID, getSubscriberIDByCustomerKey } from './contacts/getSubscriberID';
import { getSubscribersInList } from './contacts/getSubscribersInList';
import { isUserValid } from './contacts/isUserValid';
import { userClearAllData, userClearAllDataByCustomerKey } from './contacts/userClearAllData';
import { userClearData, userClearDataByCustomerKey } from './contacts/userClearData';
import { userDelete, userDeleteByCustomerKey } from './contacts/userDelete';
import { userGetAllData, userGetAllDataByCustomerKey } from './contacts/userGetAllData';
import { userGetData, userGetDataByCustomerKey } from './contacts/userGetData';
import { findSubscriberByCustomerKey, indSubscriberByCustomerKey, userSearch } from './contacts/userSearch';
import { userSearchByTag } from './contacts/userSearchByTag';
import { userSetData, userSetDataByCustomerKey } from './contacts/userSetData';
import * as typedData from './contacts/userSetTypedData';
import { userUpdate } from './contacts/userUpdate';
import {
  getBounceStats,
  getBrowserInfoByCampaign,
  getUnsubscribeReport,
} from './campaigns/campaignDetailReports';
import {
  getCampaignClickthroughsOverview,
  getCampaignsInDateRange,
  getDailyCampaignStats,
} from './campaigns/campaignReports';
import { listRun, listRunWithCount } from './campaigns/listRun';
import { customFieldCreate, customFieldDelete } from './customfields/customFields';
import {
  getSubscriberEvents,
  getSubscriberEventsByCustomerKey,
  getSubscriberEventsByID,
} from './events/getSubscriberEvents';
import { getSubscribersWhoClickedOnURL } from './events/getSubscribersWhoClickedOnURL';
import { getTrackedEvents, getTrackedEventsByCampaign } from './events/getTrackedEvents';
import { enumLists, enumListsInFolder } from './lists/enumLists';
import { listGetDataById, listGetDataByName } from './lists/listGetData';
import { listUpdate } from './lists/listUpdate';
import { sendMessage } from './messages/sendMessage';
import { sendMessageWithAttachment } from './messages/sendMessageWithAttachment';
import { useCustomerKey } from './realm/useCustomerKey';
import { enumSegmentationRules } from './segmentation/enumSegmentationRules';
import { segmentationUpdateAdvancedRule } from './segmentation/segmentationUpdateAdvancedRule';
import { testSegmentationRule } from './segmentation/testSegmentationRule';
import { beginSession } from './session/beginSession';
import { endSession } from './session/endSession';
import { getVersion } from './session/getVersion';
import {
  socialPostSetForTemplate,
  socialPostsForTemplateGetById,
  socialPostsForTemplateGetByName,
} from './social/socialPosts';
import {
  socialProviderDeleteById,
  socialProviderDeleteByUsername,
  socialProviderGetById,
  socialProviderGetByUsername,
  socialProvidersGetList,
} from './social/socialProviders';
import { batchSubscribe, batchUnsubscribe } from './subscriptions/batch';
import { userOptOuts, userOptOutsByCustomerKey } from './subscriptions/userOptOuts';
import { userSubscribe, userSubscribeByCustomerKey } from './subscriptions/userSubscribe';
import { userSubscribeOptOut, userSubscribeOptOutByCustomerKey } from './subscriptions/userSubscribeOptOut';
import {
  userSubscribeToLists,
  userSubscribeToListsByCustomerKey,
} from './subscriptions/userSubscribeToLists';
import {
  userSubscribeWithCustomData,
  userSubscribeWithCustomDataByCustomerKey,
} from './subscriptions/userSubscribeWithCustomData';
import { userSubscriptions, userSubscriptionsByCustomerKey } from './subscriptions/userSubscriptions';
import { userUnSubscribe, userUnSubscribeByCustomerKey } from './subscriptions/userUnSubscribe';
import { uploadSuppressionList } from './suppression/uploadSuppressionList';
import { templateCopy, templateCreate } from './templates/templateCreate';
import { templateDelete } from './templates/templateDelete';
import { templateEdit, templateUpdate } from './templates/templateEdit';
import { templateGetData, templateGetDataAll, templateGetDataAllByName } from './templates/templateGetData';
import { templatePreview } from './templates/templatePreview';

export const operations: readonly Operation[] = [
  beginSession,
  endSession,
  getVersion,
  useCustomerKey,

  userSearch,
  findSubscriberByCustomerKey,
  indSubscriberByCustomerKey,
  userSearchByTag,
  isUserValid,
  userGetData,
  userGetDataByCustomerKey,
  userGetAllData,
  userGetAllDataByCustomerKey,
  userSetData,
  userSetDataByCustomerKey,
  typedData.userSetDataString,
  typedData.userSetDataStringByCustomerKey,
  typedData.userSetDataBigString,
  typedData.userSetDataBigStringByCustomerKey,
  typedData.userSetDataInt,
  typedData.userSetDataIntByCustomerKey,
  typedData.userSetDataDate,
  typedData.userSetDataDateByCustomerKey,
  typedData.userSetDataFloat,
  typedData.userSetDataFloatByCustomerKey,
  typedData.userSetDataUnicode,
  typedData.userSetDataUnicodeByCustomerKey,
  userClearData,
  userClearDataByCustomerKey,
  userClearAllData,
  userClearAllDataByCustomerKey,
  userUpdate,
  userDelete,
  userDeleteByCustomerKey,
  getSubscriberID,
  getSubscriberIDByCustomerKey,
  getSubscribersInList,

  userSubscribe,
  userSubscribeByCustomerKey,
  userSubscribeWithCustomData,
  userSubscribeWithCustomDataByCustomerKey,
  userSubscribeOptOut,
  userSubscribeOptOutByCustomerKey,
  userSubscribeToLists,
  userSubscribeToListsByCustomerKey,
  userUnSubscribe,
  userUnSubscribeByCustomerKey,
  userOptOuts,
  userOptOutsByCustomerKey,
  userSubscriptions,
  userSubscriptionsByCustomerKey,
  batchSubscribe,
  batchUnsubscribe,

  listGetDataById,
  listGetDataByName,
  listUpdate,
  enumLists,
  enumListsInFolder,

  customFieldCreate,
  customFieldDelete,

  templateCopy,
  templateCreate,
  templateDelete,
  templateEdit,
  templateGetData,
  templateGetDataAll,
  templateGetDataAllByName,
  templatePreview,
  templateUpdate,

  testSegmentationRule,
  enumSegmentationRules,
  segmentationUpdateAdvancedRule,

  enumArticles,

  sendMessage,
  sendMessageWithAttachment,

  listRun,
  listRunWithCount,
  getCampaignsInDateRange,
  getCampaignClickthroughsOverview,
  getDailyCampaignStats,
  getBrowserInfoByCampaign,
  getBounceStats,
  getUnsubscribeReport,

  getTrackedEvents,
  getTrackedEventsByCampaign,
  getSubscribersWhoClickedOnURL,
  getSubscriberEvents,
  getSubscriberEventsByID,
  getSubscriberEventsByCustomerKey,

  getAbDefinitions,
  abDefinitionGetById,
  getAbStats,
  abMailWinner,

  socialProvidersGetList,
  socialProviderGetById,
  socialProviderGetByUsername,
  socialProviderDeleteById,
  socialProviderDeleteByUsername,
  socialPostSetForTemplate,
  socialPostsForTemplateGetById,
  socialPostsForTemplateGetByName,

  uploadSuppressionList,
];
