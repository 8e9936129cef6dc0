// What a new service is called in each place, and which names cannot be had.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

const TITLE = /^[A-Z0-9](?:[\w.+-]*\w)?(?: [A-Z0-9](?:[\w.+-]*\w)?)*$/;
const FOLDERS = ['vendors', 'nodes', 'sandbox', 'packages', 'test/services'];

/**
 * What stands in the templates for the service's name, and what takes its place.
 * @param {{name: string, title?: string, page?: string}} given @param {string} root of the repository
 * @returns {Record<string, string>}
 * @throws Error in words for the user
 */
export function wordsOf({ name, title = classOf(name), page = `https://${name}.example/api` }, root) {
  const problem = nameProblem(name, root) ?? titleProblem(title) ?? pageProblem(page);
  if (problem !== undefined) throw new Error(problem);
  const className = title.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase() === name ? spelled(title) : classOf(name);
  const isCapitals = className === name.toUpperCase();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    __name__: name,
    __Name__: className,
    // A title of capitals alone is both already.
    __NAME__: isCapitals ? `${className}_SERVICE` : name.toUpperCase(),
    __camel__: isCapitals ? name : className.charAt(0).toLowerCase() + className.slice(1),
    __title__: title,
    __page__: page,
    __version__: version,
  };
}

/** `TeamsWork` keeps its capitals, `Sixth` of `sixth` gets one. */
const spelled = (title) => title.replaceAll(/[^A-Za-z0-9]/g, '');
const classOf = (name) => name.charAt(0).toUpperCase() + name.slice(1);

function nameProblem(name, root) {
  if (!/^[a-z][a-z0-9]{1,29}$/.test(name))
    return `"${name}" cannot be the name of a service: it is a lower-case letter and then 1 to 29 lower-case letters or digits, as in "sixth"`;
  const [taken] = FOLDERS.flatMap((folder) => takenIn(root, folder, name));
  if (taken !== undefined) return `"${name}" cannot be the name of a service: ${taken} is there already`;
  if (isReserved(name) || classOf(name) in globalThis || codeWords(root).has(name))
    return `"${name}" cannot be the name of a service: it is a word of the code that would use it`;
  return undefined;
}

/** A word that cannot name a constant. */
function isReserved(name) {
  try {
    new Script(`'use strict'; const ${name} = 0;`);
    return false;
  } catch {
    return true;
  }
}

/** What the files that will import the service by its name already use as names. */
function codeWords(root) {
  const templates = new URL('templates/', import.meta.url);
  const generated = readdirSync(templates, { recursive: true }).filter((file) => file.endsWith('.ts'));
  const texts = [
    ...generated.map((file) => readFileSync(new URL(file, templates), 'utf8')),
    ...['vendors/registry.ts', 'sandbox/services.ts', 'test/services/index.ts'].map((file) =>
      readFileSync(join(root, file), 'utf8'),
    ),
  ];
  return new Set(texts.join('\n').match(/\b[a-z]\w*\b/g));
}

/** A folder or a file of this name, in any case: some disks do not tell them apart. */
function takenIn(root, folder, name) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder)).filter((entry) => entry.replace(/\.ts$/, '').toLowerCase() === name);
  return entries.map((entry) => `${folder}/${entry}`);
}

function titleProblem(title) {
  if (TITLE.test(title) && title.length <= 40) return undefined;
  return `"${title}" cannot be a title: n8n wants each word with a capital first, of letters, digits and . + - inside it, at most 40 characters in all`;
}

function pageProblem(page) {
  return /^https:\/\/[\w.-]+(?:\/[\w./~#-]*)?$/.test(page)
    ? undefined
    : `"${page}" cannot be the address of the service's API page: it begins with https:// and has no query`;
}
