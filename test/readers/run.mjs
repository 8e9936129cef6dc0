// A lake read by programs that are not ours: `npm run test:readers`. Needs the built exporter, and Python 3.11 or later
// with a package index. Without them it says so and ends with 0, unless TICKETLAKE_READERS is `required`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const setup = fileURLToPath(new URL('../../scripts/python-setup.mjs', import.meta.url));
const tests = ['readers.test.mjs', 'snippets.test.mjs', 'delta.test.mjs'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;

if (node(setup, 'readers', 'superset', 'oldest-duckdb', 'delta', 'earlier-delta') !== 0) {
  console.error('SKIPPED: no other reader was tried, because the Python packages above could not be installed');
  process.exit(process.env.TICKETLAKE_READERS === 'required' ? 1 : 0);
}
// Spark takes a minute for each look at all tables.
process.exit(node('--test', '--test-reporter=spec', '--test-timeout=3600000', ...tests));
