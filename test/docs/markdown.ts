/** What the documents hold that can be checked: code, links, headings, tables. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');

export interface Fence {
  /** `docs/x.md:12` */
  place: string;
  language: string;
  /** What stands behind the language, as `no-test` or the name of a file. */
  info: string;
  text: string;
  /** The line before it. */
  before: string;
}

export interface Document {
  /** Below the repository's root. */
  name: string;
  text: string;
  fences: Fence[];
}

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'etl/README.md'],
  ...inFolder('docs'),
];

/** README, what stands beside it, the README of the exporter's package, and docs/. */
export const DOCUMENTS: readonly Document[] = documents.map(documentOf);

export function documentOf(name: string): Document {
  const text = readFileSync(path.join(ROOT, name), 'utf8');
  return { name, text, fences: fencesIn(name, text) };
}

function inFolder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .sort();
}

function fencesIn(name: string, text: string): Fence[] {
  const lines = text.split('\n');
  const fences: Fence[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent, language, info] = /^(\s*)```(\S*)\s*(.*)$/.exec(lines[at] ?? '') ?? [];
    if (indent === undefined) continue;
    const end = lines.findIndex((line, after) => after > at && line.trim() === '```');
    if (end === -1) throw new Error(`${name}:${at + 1}: this code has no end`);
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    fences.push({
      place: `${name}:${at + 1}`,
      language: language ?? '',
      info: (info ?? '').trim(),
      text: code.join('\n'),
      before: lines[at - 1] ?? '',
    });
    at = end;
  }
  return fences;
}

/** The text without code, in which brackets mean nothing. */
function proseOf(text: string): string {
  return text.replace(/^\s*```[\s\S]*?^\s*```$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Targets of links and pictures, as written. */
export function linksIn(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target]) => target ?? '');
}

/** As GitHub makes them of headings. */
export function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  const withoutCode = text.replace(/^\s*```[\s\S]*?^\s*```$/gm, '');
  for (const [, heading] of withoutCode.matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = anchorOf(heading ?? '');
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy += 1) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Rows of all tables, without heads; cells trimmed. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .replaceAll('\\|', '\0')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('\0', '|').trim()),
    );
}

const OWN_PAGES = /^https:\/\/github\.com\/ticketlake\/ticketlake\/(?:blob|tree)\/main\//;

/**
 * Pages of a published package link this repository by its address: those links have to lead somewhere, too.
 * @returns what is wrong with a link of a document, or undefined
 */
export function brokenLink({ name, text }: Document, target: string): string | undefined {
  const isOwn = OWN_PAGES.test(target);
  if (!isOwn && /^(?:https?:|mailto:)/.test(target)) return undefined;
  const [file = '', anchor] = decodeURI(target).replace(OWN_PAGES, '').split('#');
  const full = path.resolve(ROOT, isOwn ? '' : path.dirname(name), file);
  if (file !== '' && !existsSync(full)) return `${name}: ${target} does not exist`;
  if (anchor === undefined) return undefined;
  return anchorsIn(file === '' ? text : readFileSync(full, 'utf8')).has(anchor)
    ? undefined
    : `${name}: ${target} has no such heading`;
}

/** One line of a shell as words; single and double quotes mean what they mean there. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

/** The lines of a fence, one command each; a comment is none. */
export function commandsIn({ text }: Fence): string[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : line.split(' && ')))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What `ticketlake` is called with; undefined for another program. */
export function ticketlakeArguments(command: string): string[] | undefined {
  const words = shellWords(command);
  if (words[0] === 'npx') words.shift();
  if (words[0] === 'ticketlake') return words.slice(1);
  const isNpm = words.slice(0, 4).join(' ') === 'npm run ticketlake --';
  return isNpm ? words.slice(4) : undefined;
}
