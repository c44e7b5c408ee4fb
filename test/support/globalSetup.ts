/** Jest runs this once before all test files. Jest wants a default export, hence `module.exports`. */
import { startTestServer } from './testServer';

module.exports = startTestServer;
