'use strict';

/** What `npm run test:slow` runs: the long variants, and lakes with as many threads as users have. */
process.env.TICKETLAKE_TESTS ??= 'slow';

const quick = require('./jest.config.js');

module.exports = {
  ...quick,
  testMatch: ['**/*.slow.test.ts'],
  testPathIgnorePatterns: quick.testPathIgnorePatterns.filter((pattern) => !pattern.includes('slow')),
};
