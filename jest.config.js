/** Tests run from the TypeScript sources against one private MariaDB, which the global set-up starts. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    // Looks at what all the others did, so it runs after them: jest.closing.config.js.
    '<rootDir>/test/closing/',
    // Needs tools that take long to install, so it has a command of its own: jest.moreClients.config.js.
    '<rootDir>/test/compat/more/',
  ],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/var/', '<rootDir>/tmp/'],
  setupFiles: ['<rootDir>/test/support/recordStatements.js'],
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  testTimeout: 60_000,
  maxWorkers: 3,
};
