/** Jest runs this once before all test files. Jest wants a default export, hence `module.exports`. */
import { rmSync } from 'node:fs';
import { CALL_LOG_DIRECTORY, STATEMENT_DIRECTORY } from './callLogs';
import { startTestServer } from './testServer';

module.exports = async (): Promise<void> => {
  rmSync(CALL_LOG_DIRECTORY, { recursive: true, force: true });
  rmSync(STATEMENT_DIRECTORY, { recursive: true, force: true });
  await startTestServer();
};
