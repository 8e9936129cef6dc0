// The first hours of newcomers, each from an empty folder, with the commands of the documents:
// `npm run test:first-hour [part of a file's name …]`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureN8n } from '../n8n/install.mjs';
import { cloneInto, emptyFolder } from './harness/clone.mjs';
import { commandsOf } from './harness/documents.mjs';
import { environment, typed } from './harness/shell.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const parts = process.argv.slice(2);

if (!existsSync(fileURLToPath(new URL('../n8n/node_modules', import.meta.url))))
  throw new Error('The test tools are not installed: run `npm ci --prefix test/n8n` first');

const files = (await readdir(here)).filter((name) => name.endsWith('.test.mjs'));
const wanted = files.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
if (wanted.length === 0)
  throw new Error(`No test file has ${parts.join(' or ')} in its name; there are ${files.join(', ')}`);

const { folder, remove } = await emptyFolder();
let status = 1;
try {
  await cloneInto(folder);
  // All that changes the clone is done before the tests, which run side by side.
  await asWritten(
    ['docs/how-to/install-exporter.md', 'From a file, in a copy of this repository'],
    ['docs/how-to/install-n8n.md', 'From a file'],
  );
  await typed('npm run packages', { cwd: folder });
  if (wanted.some((name) => name.startsWith('n8n'))) await ensureN8n(2);
  const options = ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=1200000'];
  const env = { ...environment(), TICKETLAKE_CLONE: folder };
  ({ status } = spawnSync(process.execPath, [...options, ...wanted], { cwd: here, stdio: 'inherit', env }));
} finally {
  await remove();
}
process.exit(status ?? 1);

/** What the documents say about making the packages; what two of them begin with is done once. */
async function asWritten(...places) {
  const commands = new Set();
  for (const place of places) for (const command of await commandsOf(...place)) commands.add(command);
  for (const command of commands) {
    if (!command.startsWith('npm ')) continue;
    console.log(`$ ${command}`);
    await typed(command, { cwd: folder });
  }
}
