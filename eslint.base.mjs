// The rules of the whole codebase. n8n's own lint (eslint.config.mjs) looks at the node pack alone.
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';
import { floorZones } from './scripts/floors.mjs';
import { dictionaries } from './scripts/lint-dictionaries.mjs';
import { names } from './scripts/lint-names.mjs';
import { spreads } from './scripts/lint-spreads.mjs';

const from = (target, ...allowed) => ({
  target: `./${target}`,
  from: './',
  except: [target, ...allowed].map((folder) => `./${folder}`),
});

/** The product's types are checked together with those of the tests, where jest's names are declared. */
const OF_JEST = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test'];
const PRODUCT = ['vendors', 'etl', 'nodes', 'credentials', 'sandbox', 'markup'].map((folder) => `${folder}/**/*.ts`);

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', 'test/n8n/**', 'packages/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    plugins: { 'import-x': importX, ticketlake: { rules: { dictionaries, names, spreads } } },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js', '.json'] } } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            from('vendors', 'node_modules'),
            from('markup', 'node_modules'),
            from('nodes', 'markup', 'vendors', 'node_modules', 'package.json'),
            from('credentials', 'vendors', 'nodes', 'node_modules'),
            from('sandbox', 'node_modules'),
            from('etl/src', 'markup', 'vendors', 'sandbox', 'etl', 'node_modules'),
            ...floorZones(),
          ],
        },
      ],
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      // `const { left, out, ...rest }` is how members are left out; `_` marks what a signature forces on us.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: PRODUCT,
    rules: {
      'ticketlake/dictionaries': 'error',
      'ticketlake/names': 'error',
      'ticketlake/spreads': 'error',
      'no-restricted-globals': ['error', ...OF_JEST],
    },
  },
  {
    files: ['vendors/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'vendors imports nothing from outside itself' }] },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'require'],
        ...OF_JEST,
      ],
    },
  },
  // Parsed by whatever Node there is.
  { files: ['etl/bin/*.js'], languageOptions: { ecmaVersion: 5, sourceType: 'script' } },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
);
