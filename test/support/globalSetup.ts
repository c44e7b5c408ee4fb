/** Jest runs this once before all test files. Jest wants a default export, hence `module.exports`. */
import { rmSync } from 'node:fs';
import { CALL_LOG_DIRECTORY, STATEMENT_DIRECTORY } from './callLogs';
import { SOCKET_VARIABLE, startTestServer } from './testServer';

module.exports = async (): Promise<void> => {
  rmSync(CALL_LOG_DIRECTORY, { recursive: true, force: true });
  rmSync(STATEMENT_DIRECTORY, { recursive: true, force: true });
  // Whoever runs tests again and again starts one server for all of them.
  if (process.env[SOCKET_VARIABLE] === undefined) await startTestServer();
};
