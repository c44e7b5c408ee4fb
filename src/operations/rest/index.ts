/** Every endpoint of the REST interface, in the order of the reference. */
import type { Endpoint } from '../../contract/endpoint';
import { getArticle, getArticles } from './articles/getArticles';
import { postArticle } from './articles/postArticle';
import { postArticleVersion } from './articles/postArticleVersion';
import { patchArticle, putArticle } from './articles/putArticle';
import { removeArticle } from './articles/removeArticle';
import { getBounceActivity } from './campaigns/getBounceActivity';
import { getCampaign, getCampaigns } from './campaigns/getCampaigns';
import { getClickActivity } from './campaigns/getClickActivity';
import { getOpenActivity } from './campaigns/getOpenActivity';
import { postCampaign } from './campaigns/postCampaign';
import { getSubscriber, getSubscribers } from './contacts/getSubscribers';
import { postSubscriber } from './contacts/postSubscriber';
import {
  patchSubscriber,
  patchSubscriberOfBody,
  putSubscriber,
  putSubscriberOfBody,
} from './contacts/putSubscriber';
import { removeSubscriber, removeSubscriberOfBody } from './contacts/removeSubscriber';
import { getBounces, getListBounces } from './events/getBounces';
import { getComplaints } from './events/getComplaints';
import { getSubscriberEvents } from './events/getSubscriberEvents';
import { getUnsubscribes } from './events/getUnsubscribes';
import { getListSubscribers, isSubscriberOnList } from './lists/getListSubscribers';
import { getList, getListDefinitions, getLists } from './lists/getLists';
import { postList } from './lists/postList';
import { patchList, putList } from './lists/putList';
import { removeList } from './lists/removeList';
import { send } from './messages/send';
import { sendByBody } from './messages/sendByBody';
import { sendWithCustomerKey } from './messages/sendWithCustomerKey';
import { sendWithIdsAndModel, sendWithModel } from './messages/sendWithModel';
import { getRow, getRows } from './relational/getRows';
import { getColumns, getTables } from './relational/getTables';
import { removeRow } from './relational/removeRow';
import { patchRow, postRow, putRow } from './relational/saveRow';
import { getSubscriberSubscriptions } from './subscriptions/getSubscriberSubscriptions';
import { postListSubscriber } from './subscriptions/postListSubscriber';
import { postSubscription } from './subscriptions/postSubscription';
import { patchSubscription, putSubscription } from './subscriptions/putSubscription';
import { removeSubscription, removeSubscriptionOfBody } from './subscriptions/removeSubscription';
import { getTemplate, getTemplates } from './templates/getTemplates';
import { postTemplate } from './templates/postTemplate';
import { patchTemplate, putTemplate } from './templates/putTemplate';
import { removeTemplate } from './templates/removeTemplate';

export const restEndpoints: readonly Endpoint[] = [
  sendWithCustomerKey,
  send,
  sendWithModel,
  sendWithIdsAndModel,
  sendByBody,

  getSubscribers,
  getSubscriber,
  postSubscriber,
  putSubscriber,
  putSubscriberOfBody,
  patchSubscriber,
  patchSubscriberOfBody,
  removeSubscriber,
  removeSubscriberOfBody,
  getSubscriberEvents,

  postSubscription,
  putSubscription,
  patchSubscription,
  removeSubscription,
  removeSubscriptionOfBody,
  postListSubscriber,
  getSubscriberSubscriptions,

  getLists,
  getList,
  getListDefinitions,
  postList,
  putList,
  patchList,
  removeList,
  getListSubscribers,
  isSubscriberOnList,
  getUnsubscribes,
  getComplaints,
  getListBounces,
  getBounces,

  getCampaigns,
  getCampaign,
  postCampaign,
  getClickActivity,
  getOpenActivity,
  getBounceActivity,

  getTemplates,
  getTemplate,
  postTemplate,
  putTemplate,
  patchTemplate,
  removeTemplate,

  getArticles,
  getArticle,
  postArticle,
  postArticleVersion,
  putArticle,
  patchArticle,
  removeArticle,

  getTables,
  getColumns,
  getRows,
  getRow,
  postRow,
  putRow,
  patchRow,
  removeRow,
];
