'use strict';

const { statfsSync } = require('node:fs');

/** Packages that ship as ES modules only: jest, which runs CommonJS, has to translate them. */
const esm = [
  '@clack/prompts',
  '@clack/core',
  'fast-string-width',
  'fast-string-truncated-width',
  'fast-wrap-ansi',
  'sisteransi',
  'p-limit',
  'yocto-queue',
  'hyparquet',
  'hyparquet-compressors',
  'hysnappy',
  'fzstd',
  'fast-check',
  'pure-rand',
  'htmlparser2',
  'domelementtype',
  'domhandler',
  'domutils',
  'dom-serializer',
  'entities',
  'temporal-polyfill',
  'temporal-utils',
];

const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 31;

/** Temporary lakes are flushed to the disk hundreds of times: in memory that costs nothing. Where there is room. */
function keepLakesInMemory() {
  if (process.platform !== 'linux' || process.env.TMPDIR) return;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > ROOM_BYTES) process.env.TMPDIR = MEMORY;
  } catch {
    // There is none: lakes lie on the disk.
  }
}
keepLakesInMemory();

/**
 * For the processes that run the quick tests: they keep memory that they have freed, and collect young objects less
 * often. The slow tests run as users' processes do.
 */
function keepMemory() {
  const most = String(2 ** 30);
  process.env.MALLOC_TRIM_THRESHOLD_ ??= most;
  process.env.MALLOC_MMAP_THRESHOLD_ ??= most;
  process.env.MALLOC_TOP_PAD_ ??= String(2 ** 25);
  process.env.NODE_OPTIONS = `--max-semi-space-size=64 ${process.env.NODE_OPTIONS ?? ''}`.trim();
}
if (process.env.TICKETLAKE_TESTS === undefined) keepMemory();

/** Node's own runner has these. */
const NOT_OF_JEST = [
  '/node_modules/',
  '<rootDir>/test/n8n/',
  '<rootDir>/test/first-hour/',
  '<rootDir>/test/readers/',
  '<rootDir>/test/powerbi/microsoft/',
];

/** What `npm test` runs. `*.slow.test.ts` are for jest.slow.config.js. */
module.exports = {
  testEnvironment: '<rootDir>/test/shared/environment.js',
  runtime: '<rootDir>/test/shared/runtime.js',
  setupFiles: ['<rootDir>/test/setup.ts'],
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: [...NOT_OF_JEST, '\\.slow\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/etl/dist/', '<rootDir>/test/n8n/'],
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // `import('./export.js')` needs the extension where Node runs it; here the file is still TypeScript.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1'] },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esm.join('|')})/)`],
  // Generous: a busy machine is slow, not wrong.
  testTimeout: 120_000,
  maxWorkers: 2,
  collectCoverageFrom: [
    'vendors/**/*.ts',
    'etl/src/**/*.ts',
    'nodes/**/*.ts',
    'credentials/**/*.ts',
    'sandbox/**/*.ts',
  ],
};
