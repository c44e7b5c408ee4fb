/** Every page of the console behind the login. */
import type { ConsolePage } from '../visit';
import { accessPage } from './accessPage';
import { accountPage } from './accountPage';
import { gatewayAuditPage, realmAuditPage } from './auditPages';
import { homePage, realmsPage } from './realmsPage';
import { newRealmPage } from './newRealmPage';
import { overviewPage } from './overviewPage';
import { settingsPage } from './settingsPage';
import { userPage, usersPage } from './usersPages';

export const consolePageList: readonly ConsolePage[] = [
  homePage,
  accountPage,
  usersPage,
  userPage,
  gatewayAuditPage,
  realmsPage,
  newRealmPage,
  overviewPage,
  settingsPage,
  accessPage,
  realmAuditPage,
];
