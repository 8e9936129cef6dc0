// Installs what the examples and documents in Python need, for tests that are skipped without it: `npm run python:setup
// [NAME …]`. Each has a folder of its own below node_modules/.cache/python, which is made anew when its list has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { PACKAGES, folderOf, pythonIn } = createRequire(import.meta.url)('./python-packages.js');

const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? Object.keys(PACKAGES) : wanted;
for (const name of names) {
  const packages = PACKAGES[name];
  if (packages === undefined) throw new Error(`There is no ${name}. Choose from: ${Object.keys(PACKAGES).join(', ')}`);
  const folder = folderOf(name);
  const mark = join(folder, 'installed');
  const list = packages.join('\n');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === list) continue;
  rmSync(folder, { recursive: true, force: true });
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
  run(pythonIn(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  writeFileSync(mark, list);
  console.log(`${name}: ${packages.join(', ')}`);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`);
}
