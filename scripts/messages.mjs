// Every message that people read, taken from the code: `node scripts/messages.mjs` writes test/fixtures/messages.txt,
// where they stand side by side. test/docs/messages.test.ts holds the file against the code, and each message against
// the rules of language.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
export const FILE = 'test/fixtures/messages.txt';
/** What people read is made there: of the rest, texts are data, SQL, requests or code. */
const FOLDERS = ['etl/src', 'nodes', 'credentials', 'vendors', 'etl/bin'];
const NOT_READ = /^etl\/src\/(?:powerbi|schema|serve\/page)\/|\/__schema__\/|\.d\.ts$/;

/** @returns {Array<{file: string, text: string}>} in the order of files; `{…}` stands for what is filled in */
export function messages(root = ROOT) {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
      .filter((file) => /\.(?:ts|js)$/.test(file) && !NOT_READ.test(file)),
  ).sort();
  return files.flatMap((file) => messagesOf(file, readFileSync(path.join(root, file), 'utf8')));
}

function messagesOf(file, code) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const text = textOf(node);
    if (text === undefined) ts.forEachChild(node, visit);
    else {
      if (isSentence(text) && isRead(node)) found.push({ file, text });
      // What is filled in may hold sentences of its own.
      if (ts.isTemplateExpression(node)) for (const { expression } of node.templateSpans) visit(expression);
      if (ts.isBinaryExpression(node)) ts.forEachChild(node, visitFilled);
    }
  };
  const visitFilled = (node) => (textOf(node) === undefined ? visit(node) : undefined);
  visit(source);
  return found;
}

/** A text with `{…}` for each expression in it; undefined where a node is none. */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `{…}${literal.text}`).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : `${left ?? '{…}'}${right ?? '{…}'}`;
}

/** Words that only SQL, types and markup have, and beginnings of paths, addresses, patterns and HTML. */
const CODE =
  /\b(?:SELECT|CREATE|INSERT|UPDATE [a-z_]+ SET|DELETE FROM|WHERE|PRAGMA|COPY|ALTER|JOIN|CAST|COALESCE|GROUP BY|ORDER BY|VARCHAR|INTEGER|BIGINT|BOOLEAN|TIMESTAMPTZ|CASE (?:WHEN|[a-z])|IS (?:NOT )?NULL|NOT IN|TIME ZONE|NULLS|STRUCT|SET [a-zA-Z_]+ ?=|SET GLOBAL)\b|\bAS "?[a-z_{]|\bAND [a-z]+\.|\bcoalesce\(|::|^(?:https?:|\.\.?\/|[a-z-]+\/[a-z])|=>|\bconst \b|<[a-zA-Z?][a-zA-Z:]*[ >]|\(\?[:=!<]/;

/** At least three words, and no code. */
function isSentence(text) {
  const words = text.match(/[A-Za-z][a-z’'-]+/g) ?? [];
  return words.length >= 3 && /[a-z] [a-z{]/i.test(text) && !CODE.test(text);
}

/** No name of an import, a type, a key, a case or a comparison. */
function isRead(node) {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent) || ts.isExternalModuleReference(parent))
    return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isElementAccessExpression(parent) || ts.isCaseClause(parent)) return false;
  return true;
}

export function listOf(all) {
  const lines = [];
  let last = '';
  for (const { file, text } of all) {
    if (file !== last) lines.push(lines.length === 0 ? file : `\n${file}`);
    last = file;
    lines.push(`  ${text.replaceAll('\n', '\\n')}`);
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = messages();
  writeFileSync(path.join(ROOT, FILE), listOf(all));
  console.log(`${all.length} messages of ${new Set(all.map(({ file }) => file)).size} files in ${FILE}`);
}
