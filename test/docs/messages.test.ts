/** Messages that people read, as scripts/messages.mjs lists them: the list is that of the code, and each keeps the rules of language. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './markdown';

interface Message {
  file: string;
  text: string;
}

/** Of the code, without a file being written. */
const found = messagesOf();

function messagesOf(): { all: Message[]; list: string } {
  const script = `
    import { listOf, messages } from ${JSON.stringify(path.join(ROOT, 'scripts/messages.mjs'))};
    const all = messages();
    process.stdout.write(JSON.stringify({ all, list: listOf(all) }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { all: Message[]; list: string };
}

/** What no message may hold, with what to write instead. */
const RULES: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['courtesies', /\bplease\b|\bsorry\b|\boops\b|\bunfortunately\b/i],
  ['exclamations', /[a-z]!(?:\s|$)/],
  [
    'idioms',
    /\ball is well\b|\bmake room\b|\bwithout a word\b|\bif it stays\b|\bpass(?:es|ed) over\b|\btook the (?:request|file)\b|\bon the way can\b|\blets? go by itself\b|\bmend\b/i,
  ],
  [
    'participles as nouns',
    /\b(?:what|who|whom) (?:it|only it|is|was) told\b|\btold there\b|\bunless told\b|\bnobody (?:knows|mapped|can say|who is)\b/i,
  ],
  [
    'words that were replaced',
    /\bholds the lake\b|\bstand-ins?\b|\bwatermarks? of\b|\bheirs?\b|\bthe house\b|\brows moved\b/i,
  ],
  [
    'articles that are missing ("a page" for "per page")',
    /\b(?:requests?|rows?|items?|tickets?|lines?|blanks|one) an? (?:page|row|source|service|table|line|level|ticket|run|item|changed)\b/i,
  ],
  ['"as" for "for example"', /, as (?:to: |https?:|\[|[A-Z]\w+, |in `|`)/],
  ['two blanks or a blank before a sign', /[a-z]  +[a-z]| [,;.](?:\s|$)/i],
];
/** What is quoted, and lines with columns, are not ours to change. */
const EXCEPTIONS: ReadonlyArray<readonly [file: string, part: string]> = [
  ['etl/src/cli/explanation-text.ts', 'first reading that raw/'],
  ['etl/src/publish/companions.ts', 'read `**/*.parquet` of them'],
  ['etl/src/config/target-place.ts', '- _ . and ='],
];

test('the list is that of the code: run node scripts/messages.mjs after a change of messages', () => {
  expect(readFileSync(path.join(ROOT, 'test/fixtures/messages.txt'), 'utf8')).toBe(found.list);
  expect(found.all.length).toBeGreaterThan(1500);
});

test.each(RULES)('no message holds %s', (_, pattern) => {
  const breaking = found.all.filter(
    ({ file, text }) => pattern.test(text) && !EXCEPTIONS.some(([of, part]) => file === of && text.includes(part)),
  );
  expect(breaking.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test('the rules find what they name', () => {
  const bad = [
    'Please wait',
    'It works!',
    'Run again; if it stays, stop',
    'what it told there',
    'a run holds the lake',
  ];
  for (const [at, text] of bad.entries()) expect(RULES[at]?.[1].test(text)).toBe(true);
});

test.each([
  ['semicolons', /;/g, 0.6],
  ['colons', /:(?=\s|$)/g, 2],
])('messages have few %s', (_, sign, most) => {
  const plain = found.all.map(({ text }) => text.replaceAll(/`[^`]*`/g, 'x'));
  const words = plain.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  const signs = plain.reduce((sum, text) => sum + (text.match(sign) ?? []).length, 0);
  expect((100 * signs) / words).toBeLessThan(most);
});
