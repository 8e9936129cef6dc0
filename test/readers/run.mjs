// A lake read by programs that are not ours: `npm run test:readers`. Needs the built exporter, and Python 3.9 or later
// with a package index. Without them it says so and ends with 0, unless TICKETLAKE_READERS is `required`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/readers', import.meta.url));
const ENVIRONMENTS = {
  today: 'requirements.txt',
  superset: 'requirements-superset.txt',
  oldest: 'requirements-oldest.txt',
};

const pythons = {};
for (const [name, file] of Object.entries(ENVIRONMENTS)) {
  const { python, trouble } = environmentOf(name, join(here, file));
  if (trouble !== null) leave(`the Python packages of ${file} could not be installed: ${trouble}`);
  pythons[`TICKETLAKE_PYTHON_${name.toUpperCase()}`] = python;
}
const options = ['--test', '--test-reporter=spec', '--test-timeout=600000', join(here, 'readers.test.mjs')];
const { status } = spawnSync(process.execPath, options, { stdio: 'inherit', env: { ...process.env, ...pythons } });
process.exit(status ?? 1);

/**
 * Makes an environment once, and again when its list has changed.
 * @returns {{python: string, trouble: string | null}} `trouble`: why there is none
 */
function environmentOf(name, list) {
  const folder = join(cache, name);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const mark = join(folder, 'installed');
  const wanted = createHash('sha256').update(readFileSync(list)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return { python, trouble: null };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const base = process.platform === 'win32' ? 'python' : 'python3';
  for (const [command, ...args] of [
    [base, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', list],
  ]) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (error || status !== 0) {
      const reason = error?.message ?? (stderr.trim().split('\n').at(-1) || `${args.join(' ')} ended with ${status}`);
      return { python, trouble: reason };
    }
  }
  writeFileSync(mark, wanted);
  return { python, trouble: null };
}

function leave(reason) {
  console.error(`SKIPPED: no other reader was tried, because ${reason}`);
  process.exit(process.env.TICKETLAKE_READERS === 'required' ? 1 : 0);
}
