/** How people come to the console: the steps of a login, which nobody needs a credential for. No interface publishes them. */
import type { Operation } from '../../contract/defineOperation';
import { consoleCode } from './consoleCode';
import { consoleLogin } from './consoleLogin';
import { consoleLogout } from './consoleLogout';
import { consoleLink, consoleSetUp } from './consoleSetUp';

export const consoleOperations: readonly Operation[] = [
  consoleLogin,
  consoleCode,
  consoleLogout,
  consoleLink,
  consoleSetUp,
];
