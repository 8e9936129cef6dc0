// Which files a service's package is made of: what its nodes and credentials import, and what those import in turn.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * @param {string[]} entries absolute paths of `.ts` or `.js` files
 * @returns {string[]} the entries and every file of the same kind that is reached from them by relative imports, sorted
 */
export function reachedFrom(entries) {
  const reached = new Set();
  const open = [...entries];
  while (open.length > 0) {
    const file = open.pop();
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...importsOf(file));
  }
  return [...reached].sort();
}

const known = new Map();

function importsOf(file) {
  if (!known.has(file)) known.set(file, readImports(file));
  return known.get(file);
}

function readImports(file) {
  const text = readFileSync(file, 'utf8');
  const names = file.endsWith('.ts') ? importedBy(file, text) : requiredBy(text);
  return names.filter((name) => name.startsWith('.')).map((name) => resolved(file, name));
}

// Not preProcessFile, which overlooks `export * as tag from './tag'`.
function importedBy(file, text) {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.map(({ moduleSpecifier }) => moduleSpecifier?.text).filter(Boolean);
}

function requiredBy(text) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function resolved(from, name) {
  const extension = from.slice(from.lastIndexOf('.'));
  const base = join(dirname(from), name);
  const found = [base + extension, join(base, `index${extension}`)].find((file) => existsSync(file));
  if (found) return found;
  throw new Error(`${from} imports ${name}, which is not there: run \`npm run build:nodes\` if it is new`);
}
