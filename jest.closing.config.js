/** Runs after the other tests and looks at what they did; needs no database. */
const base = { ...require('./jest.config.js') };
for (const option of ['globalSetup', 'globalTeardown', 'setupFiles', 'testPathIgnorePatterns'])
  delete base[option];

module.exports = { ...base, testMatch: ['<rootDir>/test/closing/**/*.test.ts'] };
