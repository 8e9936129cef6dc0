// What a new service's files are and which files change, in memory: nothing is written before all of it is known.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { registries } from './registries.mjs';

const TEMPLATES = fileURLToPath(new URL('templates', import.meta.url));
/** Output schemas say what a row is, which is the same for every service: they are taken from one that has them. */
const SCHEMAS = 'nodes/Notific/__schema__';
const OPERATIONS = ['create', 'get', 'getAll', 'update'];

/**
 * @param {string} root of the repository
 * @returns {Promise<Array<{file: string, text: string, former: string | null}>>} `former` is null for a new file
 * @throws Error for a file that is there already, and for a list that cannot be found
 */
export async function planOf(root, words) {
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const made = readdirSync(TEMPLATES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({
      file: filled(
        file
          .slice(TEMPLATES.length + 1)
          .split(sep)
          .join('/'),
        words,
      ),
      text: filled(readFileSync(file, 'utf8'), words),
      former: null,
    }));
  const schemas = readdirSync(join(root, SCHEMAS)).flatMap((version) =>
    OPERATIONS.map((operation) => ({
      file: `nodes/${words.__Name__}/__schema__/${version}/ticket/${operation}.json`,
      text: read(`${SCHEMAS}/${version}/ticket/${operation}.json`),
      former: null,
    })),
  );
  const changes = Object.entries(registries(words)).map(([file, change]) => {
    const former = read(file);
    return { file, text: changedText(file, former, change), former };
  });
  const planned = [...made, ...schemas, ...changes].sort((a, b) => (a.file < b.file ? -1 : 1));
  const there = planned.find(({ file, former }) => former === null && existsSync(join(root, file)));
  if (there !== undefined) throw new Error(`${there.file} is there already`);
  return Promise.all(planned.map(async (each) => ({ ...each, text: await formatted(root, each) })));
}

/** Writes all of it, or takes back what it has written. */
export function write(root, planned) {
  const done = [];
  try {
    for (const each of planned) {
      const path = join(root, each.file);
      const folder = mkdirSync(dirname(path), { recursive: true });
      done.push({ ...each, path, folder });
      writeFileSync(path, each.text, { flag: each.former === null ? 'wx' : 'w' });
    }
  } catch (error) {
    for (const each of done.reverse()) takeBack(each);
    throw error;
  }
}

function takeBack({ path, former, folder }) {
  if (former !== null) writeFileSync(path, former);
  else rmSync(path, { force: true });
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function changedText(file, former, change) {
  try {
    return change(former);
  } catch (error) {
    throw new Error(`${file}: ${error.message}`, { cause: error });
  }
}

function filled(text, words) {
  return text.replaceAll(/__(?:name|Name|NAME|camel|title|page|version)__/g, (placeholder) => words[placeholder]);
}

/** Lines that a name makes longer or shorter are laid out anew. Markdown, icons and workflows stay as they are. */
async function formatted(root, { file, text }) {
  if (!/\.(?:ts|mjs|json)$/.test(file)) return text;
  return format(text, { ...(await resolveConfig(join(root, 'package.json'))), filepath: join(root, file) });
}
