/** The command table: every command of the command line, in the order of the help. */
import { articleCreate } from './articleCreate';
import { articleDelete } from './articleDelete';
import { articleEdit } from './articleEdit';
import { articleList } from './articleList';
import { articleShow } from './articleShow';
import { abtestCancel } from './abtestCancel';
import { abtestCreate } from './abtestCreate';
import { abtestDelete } from './abtestDelete';
import { abtestLaunch } from './abtestLaunch';
import { abtestList } from './abtestList';
import { abtestShow } from './abtestShow';
import { abtestWinner } from './abtestWinner';
import { campaignCancel, campaignPause, campaignResume } from './campaignChange';
import { campaignLaunch } from './campaignLaunch';
import { campaignList } from './campaignList';
import { campaignRecount } from './campaignRecount';
import { campaignShow } from './campaignShow';
import { bounceImport } from './bounceImport';
import { call } from './call';
import { bounceList } from './bounceList';
import type { Command } from './command';
import { exportContactsCommand } from './exportContacts';
import { completion } from './completion';
import { domainLimit } from './domainLimit';
import { domainList } from './domainList';
import { domainRemove } from './domainRemove';
import { fieldList } from './fieldList';
import { importContactsCommand } from './importContacts';
import { licenceIssue } from './licenceIssue';
import { licenceList } from './licenceList';
import { licenceRevoke } from './licenceRevoke';
import { listCreate } from './listCreate';
import { listDelete } from './listDelete';
import { listEdit } from './listEdit';
import { listShow } from './listShow';
import { listList } from './listList';
import { contactShow } from './contactShow';
import { reports } from './reports';
import { messageList } from './messageList';
import { migrateCommand } from './migrateCommand';
import { realmCopy } from './realmCopy';
import { realmCreate } from './realmCreate';
import { realmList } from './realmList';
import { realmSet } from './realmSet';
import { realmShow } from './realmShow';
import { record } from './record';
import { replayCommand } from './replay';
import { routeAdd } from './routeAdd';
import { routeList } from './routeList';
import { routeRemove } from './routeRemove';
import { segmentationCreate } from './segmentationCreate';
import { segmentationDelete } from './segmentationDelete';
import { segmentationEdit } from './segmentationEdit';
import { segmentationList } from './segmentationList';
import { segmentationShow } from './segmentationShow';
import { segmentationTest } from './segmentationTest';
import { serverAdd } from './serverAdd';
import { serverList } from './serverList';
import { settingsCommand } from './settingsCommand';
import { socialAdd } from './socialAdd';
import { socialList } from './socialList';
import { socialRemove } from './socialRemove';
import { start } from './start';
import { suppressionLift } from './suppressionLift';
import { suppressionList } from './suppressionList';
import { suppressionUploads } from './suppressionUploads';
import { templateDelete } from './templateDelete';
import { templateList } from './templateList';
import { templatePreview } from './templatePreview';
import { templateSendTest } from './templateSendTest';
import { templateShow } from './templateShow';
import { templateImport } from './templateImport';
import { templateScan } from './templateScan';
import { up } from './up';

export const commands: readonly Command[] = [
  up,
  start,
  migrateCommand,
  realmCreate,
  realmShow,
  realmSet,
  realmList,
  realmCopy,
  licenceIssue,
  licenceRevoke,
  licenceList,
  listCreate,
  listList,
  listShow,
  listEdit,
  listDelete,
  templateList,
  templateShow,
  templatePreview,
  templateSendTest,
  templateDelete,
  templateImport,
  templateScan,
  articleCreate,
  articleEdit,
  articleList,
  articleShow,
  articleDelete,
  fieldList,
  contactShow,
  segmentationCreate,
  segmentationEdit,
  segmentationList,
  segmentationShow,
  segmentationTest,
  segmentationDelete,
  importContactsCommand,
  exportContactsCommand,
  messageList,
  bounceImport,
  bounceList,
  suppressionList,
  suppressionLift,
  suppressionUploads,
  campaignLaunch,
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
  ...reports,
  socialAdd,
  socialList,
  socialRemove,
  serverAdd,
  serverList,
  routeAdd,
  routeList,
  routeRemove,
  domainLimit,
  domainList,
  domainRemove,
  call,
  record,
  replayCommand,
  settingsCommand,
  completion(() => commands),
];
