/** Where the gateways of a test run log their calls. Emptied at the start of the run, read by the closing check. */
import { resolve } from 'node:path';

export const CALL_LOG_DIRECTORY = resolve(__dirname, '../../tmp/call-logs');

/** Where recordStatements.js keeps what the product asked of its databases; likewise. */
export const STATEMENT_DIRECTORY = resolve(__dirname, '../../tmp/statements');
