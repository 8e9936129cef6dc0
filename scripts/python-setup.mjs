// Installs what the examples and documents in Python need, for tests that are skipped without it: `npm run python:setup
// [NAME …]`. Each has a folder of its own below node_modules/.cache/python.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { PACKAGES, folderOf } = createRequire(import.meta.url)('./python-packages.js');

const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? Object.keys(PACKAGES) : wanted;
for (const name of names) {
  const packages = PACKAGES[name];
  if (packages === undefined) throw new Error(`There is no ${name}. Choose from: ${Object.keys(PACKAGES).join(', ')}`);
  const folder = folderOf(name);
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  console.log(`${name}: ${packages.join(', ')}`);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`);
}
