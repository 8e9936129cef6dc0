// Tests the built node pack inside real n8n: `npm run test:n8n [part of a file's name …]`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureN8n, RELEASES } from './install.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const parts = process.argv.slice(2);

if (!existsSync(`${here}/node_modules`))
  throw new Error('The test tools are not installed: run `npm ci --prefix test/n8n` first');

const files = (await readdir(here)).filter((name) => name.endsWith('.test.mjs'));
const wanted = files.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
if (wanted.length === 0)
  throw new Error(`No test file has ${parts.join(' or ')} in its name; there are ${files.join(', ')}`);

// Before the tests, which run side by side: both would install at once.
for (const major of Object.keys(RELEASES)) await ensureN8n(major);

// Two files at a time, whatever the machine: an n8n that waits for its next poll leaves a core idle. Tests have limits of
// their own (harness/limits.mjs), which say where they stood; that of a whole file is for what hangs in between.
const FILE_MINUTES = 12;
const options = ['--test', '--test-force-exit', '--test-reporter=spec', '--test-concurrency=2'];
const limit = `--test-timeout=${FILE_MINUTES * 60_000}`;
const { status } = spawnSync(process.execPath, [...options, limit, ...wanted], { cwd: here, stdio: 'inherit' });
process.exit(status ?? 1);
