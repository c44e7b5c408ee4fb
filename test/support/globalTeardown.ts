/** Jest runs this once after all test files. Jest wants a default export, hence `module.exports`. */
import { stopTestServer } from './testServer';

module.exports = stopTestServer;
