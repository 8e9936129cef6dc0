'use strict';

/** What `npm run test:slow` runs: the long variants, and lakes with as many threads as users have. */
process.env.TICKETLAKE_TESTS ??= 'slow';

const { runtime: _shared, ...quick } = require('./jest.config.js');

module.exports = {
  ...quick,
  testEnvironment: '<rootDir>/test/environment.js',
  testMatch: ['**/*.slow.test.ts'],
  testPathIgnorePatterns: quick.testPathIgnorePatterns.filter((pattern) => !pattern.includes('slow')),
};
