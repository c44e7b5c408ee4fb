/**
 * The operations for people: the command line calls them, and so will a console. They stand in a registry of their own;
 * no door for programs publishes or finds one.
 */
import type { Operation } from '../../contract/defineOperation';
import { gatewayAudit, realmAudit } from './audit/auditList';
import { domainLimit, domainList, domainRemove } from './domains/domainLimits';
import { keyIssue } from './keys/keyIssue';
import { keyList, keyListAll } from './keys/keyList';
import { keyRevoke } from './keys/keyRevoke';
import { sftpHostKeyList, sftpKeyAdd, sftpKeyList, sftpKeyRemove } from './keys/sftpKeys';
import { licenceIssue } from './licences/licenceIssue';
import { licenceList, licenceListAll } from './licences/licenceList';
import { licenceRevoke } from './licences/licenceRevoke';
import { realmCreate } from './realms/realmCreate';
import { realmList } from './realms/realmList';
import { realmPasswordRemove, realmPasswordSet } from './realms/realmPassword';
import { realmSettingList } from './realms/realmSettingList';
import { schemeList } from './realms/schemeList';
import { realmSet } from './realms/realmSet';
import { realmShow } from './realms/realmShow';
import { routeList } from './routes/routeList';
import { routeRemove } from './routes/routeRemove';
import { routeAdd, routeReplace } from './routes/routeSave';
import { serverList } from './servers/serverList';
import { serverAdd, serverReplace } from './servers/serverSave';
import { contactForget, contactUnforget } from './contacts/contactForget';
import { contactMerge, contactMergePreview, contactUnmerge } from './contacts/contactMerge';
import { contactRemove, contactRestore } from './contacts/contactRemove';
import { contactSave } from './contacts/contactUpsert';
import { contactSet } from './contacts/contactSet';
import { contactFind } from './contacts/contactFind';
import { contactAdd, contactEdit } from './contacts/contactSave';
import { contactHistory, contactShow } from './contacts/contactShow';
import { contactSubscribe, contactUnsubscribe } from './contacts/contactSubscribe';
import { fieldList } from './fields/fieldList';
import { listCount } from './lists/listCount';
import { listCreate } from './lists/listCreate';
import { listDelete } from './lists/listDelete';
import { listList } from './lists/listList';
import { segmentationCreate } from './segmentation/segmentationCreate';
import { segmentationDelete } from './segmentation/segmentationDelete';
import { segmentationEdit } from './segmentation/segmentationEdit';
import { segmentationList, segmentationShow, segmentationTest } from './segmentation/segmentationShow';
import { segmentationTry } from './segmentation/segmentationTry';
import { socialAdd, socialList, socialRemove } from './social/socialAccounts';
import { suppressionLift } from './suppression/suppressionLift';
import { suppressionUploads } from './suppression/suppressionUploads';
import { abtestCancel, abtestDelete, abtestWinner } from './abtests/abtestControl';
import { abtestCreate } from './abtests/abtestCreate';
import { abtestLaunch } from './abtests/abtestLaunch';
import { abtestList, abtestShow } from './abtests/abtestShow';
import { campaignCancel, campaignPause, campaignResume } from './campaigns/campaignControl';
import { campaignList } from './campaigns/campaignList';
import { campaignRecount } from './campaigns/campaignRecount';
import { campaignShow } from './campaigns/campaignShow';
import { contactsExport } from './contacts/contactsExport';
import { contactsImport } from './contacts/contactsImport';
import {
  accountLogoutEverywhere,
  accountPassword,
  accountShow,
  accountTotpOffer,
  accountTotpRemove,
  accountTotpSet,
} from './people/account';
import {
  consoleFirstLink,
  consoleUserAdd,
  consoleUserDisable,
  consoleUserEnable,
  consoleUserList,
  consoleUserReset,
  consoleUserRole,
} from './people/consoleUsers';
import { realmCopy } from './realms/realmCopy';
import { realmMigrate } from './realms/realmMigrate';
import { articleDelete, articleVersionDelete } from './articles/articleDelete';
import { articleCreate, articleEdit } from './articles/articleSave';
import { articleList, articleShow } from './articles/articleShow';
import { lifecycleCreate, lifecycleDelete, lifecycleList } from './lifecycle/lifecycleCampaign';
import { campaignCount, campaignSchedule, scheduleList } from './campaigns/campaignSchedule';
import { scheduleCancel } from './campaigns/scheduleCancel';
import { bounceImport } from './messages/bounceImport';
import { bounceList } from './messages/bounceList';
import { messageList } from './messages/messageList';
import { suppressionList } from './suppression/suppressionList';
import { templateImport } from './templates/templateImport';
import { templateRemove, templateSave, templateShow, templateTry } from './templates/templateWrite';
import { templateList } from './templates/templateList';
import { templateScan } from './templates/templateScan';

export const administrativeOperations: readonly Operation[] = [
  realmCreate,
  realmList,
  realmShow,
  realmSet,
  realmSettingList,
  schemeList,
  realmPasswordSet,
  realmPasswordRemove,

  licenceIssue,
  licenceRevoke,
  licenceList,
  licenceListAll,

  keyIssue,
  keyRevoke,
  sftpKeyAdd,
  sftpKeyRemove,
  sftpKeyList,
  sftpHostKeyList,
  keyList,
  keyListAll,

  serverAdd,
  serverReplace,
  serverList,

  routeAdd,
  routeReplace,
  routeRemove,
  routeList,

  domainLimit,
  domainRemove,
  domainList,

  contactShow,
  contactHistory,
  contactFind,
  contactAdd,
  contactEdit,
  contactSubscribe,
  contactUnsubscribe,
  contactSave,
  contactSet,
  contactRemove,
  contactRestore,
  contactMergePreview,
  contactMerge,
  contactUnmerge,
  contactForget,
  contactUnforget,

  listCreate,
  listDelete,
  listList,
  listCount,

  fieldList,

  segmentationCreate,
  segmentationEdit,
  segmentationDelete,
  segmentationList,
  segmentationShow,
  segmentationTest,
  segmentationTry,

  suppressionLift,
  suppressionUploads,

  socialAdd,
  socialRemove,
  socialList,

  campaignList,
  campaignShow,
  campaignPause,
  campaignResume,
  campaignCancel,
  campaignRecount,

  abtestCreate,
  abtestList,
  abtestShow,
  abtestLaunch,
  abtestWinner,
  abtestCancel,
  abtestDelete,

  contactsImport,
  contactsExport,
  realmCopy,
  realmMigrate,

  articleCreate,
  articleEdit,
  articleVersionDelete,
  articleDelete,
  articleList,
  articleShow,

  templateImport,
  templateScan,
  templateList,
  templateShow,
  templateTry,
  templateSave,
  templateRemove,

  campaignCount,
  campaignSchedule,
  scheduleList,
  scheduleCancel,
  lifecycleCreate,
  lifecycleList,
  lifecycleDelete,

  messageList,
  bounceImport,
  bounceList,
  suppressionList,

  gatewayAudit,
  realmAudit,

  consoleFirstLink,
  consoleUserList,
  consoleUserAdd,
  consoleUserReset,
  consoleUserDisable,
  consoleUserEnable,
  consoleUserRole,

  accountShow,
  accountPassword,
  accountTotpOffer,
  accountTotpSet,
  accountTotpRemove,
  accountLogoutEverywhere,
];
