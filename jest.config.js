/** Tests run from the TypeScript sources against one private MariaDB, which the global set-up starts. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Looks at what all the others did, so it runs after them: jest.closing.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/closing/'],
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
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
};
