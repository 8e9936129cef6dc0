// The steps of the Dockerfile, run without a container engine: each stage in a folder that stands for its root.
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import dockerfile from '../../support/dockerfile.js';
import { environment, typed } from './shell.mjs';

const { buildSees, readDockerfile } = dockerfile;
/** Paths of the image that commands name would be those of this machine. */
const ABSOLUTE = /(?:^|[\s=:"'])\/[\w.]/;

/**
 * Builds the image of a clone.
 * @param {string} clone
 * @param {string} folder empty
 * @returns {Promise<{root: string, stage: object}>} the folder that stands for the root of the image, and its last stage
 */
export async function builtImage(clone, folder) {
  const { stages } = readDockerfile(await readFile(join(clone, 'Dockerfile'), 'utf8'));
  const isSeen = buildSees(await readFile(join(clone, '.dockerignore'), 'utf8'));
  const context = join(folder, 'context');
  for (const file of await filesIn(clone)) if (isSeen(file)) await copied(join(clone, file), join(context, file));
  const roots = new Map();
  for (const stage of stages) {
    const root = join(folder, stage.name);
    await mkdir(root);
    roots.set(stage.name, root);
    await runSteps(stage, root, context, roots);
  }
  const stage = stages.at(-1);
  return { root: roots.get(stage.name), stage };
}

/** The files that git would give, and those that were built: what lies in a folder from which somebody builds. */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((file) => !file.split('/').includes('node_modules') && !file.startsWith('.git/'));
}

async function runSteps({ steps }, root, context, roots) {
  let cwd = root;
  for (const { instruction, text } of steps) {
    if (instruction === 'WORKDIR') {
      cwd = join(root, text);
      await mkdir(cwd, { recursive: true });
    } else if (instruction === 'COPY') await copy(text, { root, cwd, context, roots });
    else if (instruction === 'RUN') await command(text, cwd);
  }
}

async function command(text, cwd) {
  if (ABSOLUTE.test(text)) throw new Error(`This step names a path of the image, and cannot be tried here: ${text}`);
  // Only root can give files away; anybody else owns what is made here.
  if (text.startsWith('chown ') && process.getuid?.() !== 0) return;
  await typed(text, { cwd, env: environment() });
}

async function copy(text, { root, cwd, context, roots }) {
  const [, stage, rest] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(text);
  const from = stage === undefined ? context : roots.get(stage);
  const names = rest.split(/\s+/);
  const named = names.pop();
  const target = named.startsWith('/') ? join(root, named) : join(cwd, named);
  for (const name of names) {
    for (const source of await matching(join(from, name))) {
      const isWhole = name === '.' || !named.endsWith('/');
      await copied(source, isWhole && names.length === 1 ? target : join(target, source.slice(dirname(source).length)));
    }
  }
}

/** @returns {Promise<string[]>} the files for which a path with a star in its last part stands */
async function matching(path) {
  if (!path.includes('*')) return [path];
  const folder = dirname(path);
  const [before, after] = path.slice(folder.length + 1).split('*');
  const names = (await readdir(folder)).filter((name) => name.startsWith(before) && name.endsWith(after));
  if (names.length === 0) throw new Error(`There is no ${path}`);
  return names.map((name) => join(folder, name));
}

async function copied(source, target) {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, verbatimSymlinks: true });
}
