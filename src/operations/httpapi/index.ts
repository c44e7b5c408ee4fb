/** Every command of the legacy HTTP API, in the order in which the reference lists them. */
import type { Operation } from '../../contract/defineOperation';
import * as abtestsAndSocial from './abtestsAndSocial';
import * as addressReports from './addressReports';
import { addToLifecycleCampaign } from './addToLifecycleCampaign';
import * as articles from './articles';
import * as campaignReports from './campaignReports';
import { showCampaignStats, showCampaignStatsMulti } from './campaignStats';
import { change } from './change';
import { deleteContacts, deleteSubId } from './deleteContacts';
import { detail } from './detail';
import { eventKindReports, rptTrackedEvents, rptTrackedEventsByCampaign } from './eventReports';
import { find, findInList } from './find';
import { launch, launchWithCount } from './launch';
import { commandsNotHere } from './notHere';
import * as realmThings from './realmThings';
import { relationalRowCommands } from './relationalRows';
import { relationalTableCommands } from './relationalTables';
import * as saveLists from './saveLists';
import { scheduleDeployment } from './scheduleDeployment';
import * as segments from './segments';
import { send, subAndSend } from './send';
import * as showLists from './showLists';
import { sub } from './sub';
import { rptSubscriberEvents, showUserEvents, subscriberKindReports } from './subscriberEventReports';
import { rptSubByUpdateDatetime, rptSubscribersInList } from './subscriberReports';
import * as templates from './templates';
import { unsub } from './unsub';
import { update } from './update';

export const httpApiOperations: readonly Operation[] = [
  sub,
  unsub,
  update,
  change,
  deleteContacts,
  deleteSubId,
  find,
  findInList,
  detail,
  rptSubscribersInList,
  rptSubByUpdateDatetime,

  send,
  subAndSend,
  launch,
  launchWithCount,
  scheduleDeployment,
  addToLifecycleCampaign,

  showLists.showLists,
  showLists.getListById,
  showLists.getListByName,
  saveLists.createList,
  saveLists.exCreateList,
  saveLists.updateList,
  showLists.getListDefinitions,

  templates.showTemplates,
  templates.getTemplateById,
  templates.getTemplateByName,
  templates.createTemplate,
  templates.updateTemplate,
  templates.templatePreview,

  articles.showArticleList,
  articles.getArticleWithId,
  articles.getArticleWithName,
  articles.createArticle,
  articles.createBlankArticle,
  articles.copyArticle,
  articles.updateArticle,
  articles.deleteArticle,

  segments.showSeg,
  segments.createSeg,
  segments.updateSeg,
  segments.deleteSeg,
  segments.testSeg,

  realmThings.customFieldCreate,
  realmThings.customFieldDelete,
  realmThings.createFolderPath,
  realmThings.getRealmSettings,

  campaignReports.showCampaigns,
  campaignReports.rptCampaignList,
  showCampaignStats,
  showCampaignStatsMulti,
  campaignReports.rptClickOverview,
  campaignReports.rptClickedOn,
  campaignReports.rptDailyStats,
  campaignReports.rptBounceStats,
  campaignReports.rptBrowserInfo,
  campaignReports.rptUnsubscribe,

  rptTrackedEvents,
  rptTrackedEventsByCampaign,
  ...eventKindReports,
  showUserEvents,
  rptSubscriberEvents,
  ...subscriberKindReports,
  addressReports.showOpt,
  addressReports.showOptGlobal,
  addressReports.showSoft,
  addressReports.showHard,
  addressReports.showBlock,
  addressReports.showComplaint,

  abtestsAndSocial.showAbDefinitions,
  abtestsAndSocial.getAbDefinitionById,
  abtestsAndSocial.rptAbStats,
  abtestsAndSocial.abMailWinner,

  abtestsAndSocial.getSocialProviders,
  abtestsAndSocial.getSocialProviderById,
  abtestsAndSocial.getSocialProviderByUsername,
  abtestsAndSocial.deleteSocialProviderById,
  abtestsAndSocial.deleteSocialProviderByUsername,
  abtestsAndSocial.setSocialPostForTemplate,
  abtestsAndSocial.getSocialPostsById,
  abtestsAndSocial.getSocialPostsByName,

  ...relationalTableCommands,
  ...relationalRowCommands,

  ...commandsNotHere,
];
