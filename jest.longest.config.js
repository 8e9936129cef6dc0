'use strict';

/** What `npm run test:longest` runs: everything, as long as it takes, and properties at random. */
process.env.TICKETLAKE_TESTS = 'longest';
process.env.TICKETLAKE_SEED ??= 'random';

const { testMatch: _slow, ...slow } = require('./jest.slow.config.js');

module.exports = slow;
