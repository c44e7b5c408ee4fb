/** Every page of the console behind the login. */
import type { ConsolePage } from '../visit';
import { accessPage } from './accessPage';
import { accountPage } from './accountPage';
import { gatewayAuditPage, realmAuditPage } from './auditPages';
import { campaignPage, campaignReportPage } from './campaignPage';
import { campaignsPage, launchPage } from './campaignPages';
import { comparePage } from './comparePage';
import { contactPage } from './contactPage';
import { contactsPage } from './contactsPage';
import { fieldsPage } from './fieldsPage';
import { listPage, listsPage } from './listsPages';
import { mergePage } from './mergePage';
import { messagesPage, suppressionPage } from './operationsPages';
import { newSegmentPage, segmentCountPage, segmentPage, segmentsPage } from './segmentPages';
import { newTemplatePage, templatePage, templatePreviewPage, templatesPage } from './templatePages';
import { exportPage, importPage, refusedPage, uploadPage } from './transferPages';
import { homePage, realmsPage } from './realmsPage';
import { newRealmPage } from './newRealmPage';
import { overviewPage } from './overviewPage';
import { sendingPage } from './sendingPage';
import { settingsPage } from './settingsPage';
import { userPage, usersPage } from './usersPages';

export const consolePageList: readonly ConsolePage[] = [
  homePage,
  accountPage,
  usersPage,
  userPage,
  gatewayAuditPage,
  sendingPage,
  realmsPage,
  newRealmPage,
  overviewPage,
  settingsPage,
  accessPage,
  realmAuditPage,
  contactsPage,
  contactPage,
  mergePage,
  listsPage,
  listPage,
  fieldsPage,
  importPage,
  uploadPage,
  refusedPage,
  exportPage,
  templatesPage,
  newTemplatePage,
  templatePage,
  templatePreviewPage,
  segmentsPage,
  newSegmentPage,
  segmentPage,
  segmentCountPage,
  campaignsPage,
  launchPage,
  campaignPage,
  campaignReportPage,
  comparePage,
  messagesPage,
  suppressionPage,
];
