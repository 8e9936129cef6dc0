'use strict';

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
  'marked',
  'html-to-text',
  'temporal-polyfill',
  'temporal-utils',
];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/etl/dist/', '<rootDir>/test/n8n/'],
  transform: {
    '^.+\\.[mc]?[tj]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
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
