// Runs `n8n-node lint`, as n8n's reviewers do, on the repository and on every package of packages/: a warning fails too.
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { packages, root } from './harness/pack.mjs';
import { run } from './harness/process.mjs';

const cli = fileURLToPath(new URL('node_modules/@n8n/node-cli', import.meta.url));
let failed = false;

// The packages are strict: their eslint config is n8n's to the letter, and that imports n8n's CLI by its name.
const link = join(root, 'packages/node_modules/@n8n/node-cli');
if (existsSync(join(root, 'packages')) && !existsSync(link)) {
  await mkdir(dirname(link), { recursive: true });
  await symlink(cli, link);
}

async function lint({ name, dir }) {
  const { code, stdout, stderr } = await run(process.execPath, [join(cli, 'bin/n8n-node.mjs'), 'lint'], {
    cwd: dir,
    env: process.env,
  });
  const printed = stripVTControlCharacters(stdout + stderr);
  // eslint ends with 0 when there are only warnings; its last line counts them.
  const clean = code === 0 && !/✖ \d+ problems?/.test(printed);
  if (!clean) console.log(printed);
  console.log(`${clean ? 'ok  ' : 'FAIL'} n8n-node lint ${name}`);
  failed ||= !clean;
}

// Two at a time, as the machines that run this have at least two cores.
const waiting = await packages();
const linted = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await lint(next);
};
await Promise.all([linted(), linted()]);
process.exit(failed ? 1 : 0);
