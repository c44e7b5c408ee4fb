/** The clients whose tools take long to install: `npm run test:more-clients`. */
module.exports = {
  ...require('./jest.config'),
  testMatch: ['<rootDir>/test/compat/more/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
