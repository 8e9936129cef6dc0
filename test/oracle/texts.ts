/** Texts that are not tame, and markup with the text that people read in it. */
import type { Dice } from './random';

/** What a service is given, and what the tables show of it. */
export interface Marked {
  markup: string;
  text: string | null;
}

const WORDS = [
  'printer',
  'café',
  'a < b',
  '日本',
  'VPN',
  '😀',
  'R&D',
  'x > y',
  '**down**',
  '<b>bold</b>',
  '&amp;',
  '# 1',
  '[x](y)',
  '<john@ex.example>',
  '<config><port>1</port></config>',
  'שלום',
  'e\u0301',
  '\ud83d',
  "'; DROP TABLE tickets; --",
  'null',
  '"quoted, text"',
] as const;
const PLAIN = ['printer', 'café', '日本', 'VPN', '😀', 'fails', 'again', 'Ünïcode'] as const;
/** Of a text, in UTF-16 units. */
export const LONGEST = 32_000;

/** As it is published: half a character is no character. */
export function shownText(text: string): string {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  if (whole.length <= LONGEST) return whole;
  const cut = whole.slice(0, LONGEST);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** One line of plain text. */
export function lineOf(dice: Dice): string {
  return Array.from({ length: 1 + dice.below(4) }, () => dice.pick(WORDS)).join(' ');
}

/** Plain text of a few lines, now and then a long one. */
export function textOf(dice: Dice): string {
  if (dice.chance(0.01)) return `${'long 😀 '.repeat(4500 + dice.below(300))}end`;
  const indent = dice.chance(0.2) ? '    ' : '';
  return Array.from({ length: 1 + dice.below(3) }, (_, at) => `${at > 0 ? indent : ''}${lineOf(dice)}`).join('\n');
}

type Piece = readonly [markup: string, text: string];

function wordsOf(dice: Dice): Piece {
  const text = Array.from({ length: 1 + dice.below(4) }, () => dice.pick(PLAIN)).join(' ');
  return [text, text];
}

function joined(pieces: readonly Piece[], markup: string, text: string): Piece {
  return [pieces.map(([one]) => one).join(markup), pieces.map(([, one]) => one).join(text)];
}

const HTML_INLINE: readonly Piece[] = [
  ['<b>bold</b>', 'bold'],
  ['Caf&eacute; &lt;x&gt; &amp;amp;', 'Café <x> &amp;'],
  ['<a href="https://ex.example/r?a=1&amp;b=2">runbook</a>', 'runbook (https://ex.example/r?a=1&b=2)'],
  ['<img src="cid:1" alt="screen 1">', '[screen 1]'],
  ['seen<!-- hidden > -->', 'seen'],
  ['1 < 2', '1 < 2'],
  ['&#x1F600;', '😀'],
];
const HTML_BLOCKS: readonly Piece[] = [
  ['<table><tr><th>Host</th><th>Port</th></tr><tr><td>db1</td><td>5432</td></tr></table>', 'Host\tPort\ndb1\t5432'],
  ['<ul><li>one</li><li>two</li></ul>', '- one\n- two'],
  ['<ol start="3"><li>three</li><li>four</li></ol>', '3. three\n4. four'],
  ['<pre>if x:\n    y()</pre>', 'if x:\n    y()'],
  ['<blockquote>a<br>b</blockquote>', '> a\n> b'],
  ['<p>line<br>next</p>', 'line\nnext'],
];

export function htmlOf(dice: Dice): Marked {
  if (dice.chance(0.05)) return { markup: '<p><img src="cid:9"></p>', text: null };
  const block = (place: number): Piece => {
    if (place === 1 && dice.chance(0.6)) return HTML_BLOCKS[dice.below(HTML_BLOCKS.length)] ?? ['', ''];
    const inline = HTML_INLINE[dice.below(HTML_INLINE.length)] ?? ['', ''];
    const [markup, text] = joined([wordsOf(dice), inline, wordsOf(dice)], ' ', ' ');
    return [`<p>${markup}</p>`, text];
  };
  const [markup, text] = joined(
    Array.from({ length: 1 + dice.below(3) }, (_, place) => block(place)),
    '\n',
    '\n\n',
  );
  return { markup, text };
}

const MARKDOWN_INLINE: readonly Piece[] = [
  ['**bold**', 'bold'],
  ['`a_b`', 'a_b'],
  ['[runbook](https://ex.example/r/7)', 'runbook (https://ex.example/r/7)'],
  ['![shot](https://ex.example/1.png)', '[shot]'],
  ['<user>', '<user>'],
  ['2 * 3', '2 * 3'],
  ['List<String>', 'List<String>'],
];
const MARKDOWN_BLOCKS: readonly Piece[] = [
  ['- [ ] backup\n- [x] restart', '- [ ] backup\n- [x] restart'],
  ['3. third\n4. fourth', '3. third\n4. fourth'],
  ['```js\nlet a;\n  b\n```', 'let a;\n  b'],
  ['> a\n> b', '> a\n> b'],
  ['|a|b|\n|-|-|\n|x|y|', 'a\tb\nx\ty'],
  ['# Title', 'Title'],
];

export function markdownOf(dice: Dice): Marked {
  if (dice.chance(0.05)) return { markup: '![](https://ex.example/1.png)', text: null };
  const block = (place: number): Piece => {
    // Two lists in a row would be one.
    if (place === 1 && dice.chance(0.6)) return MARKDOWN_BLOCKS[dice.below(MARKDOWN_BLOCKS.length)] ?? ['', ''];
    const inline = MARKDOWN_INLINE[dice.below(MARKDOWN_INLINE.length)] ?? ['', ''];
    return joined([wordsOf(dice), inline, wordsOf(dice)], ' ', ' ');
  };
  const [markup, text] = joined(
    Array.from({ length: 1 + dice.below(3) }, (_, place) => block(place)),
    '\n\n',
    '\n\n',
  );
  return { markup, text };
}

export const NAMES = ["Ana O'Brien", 'Lee  Koh', 'Ömer Ak', '山田 太郎', 'null', 'José, Ñandú', 'Bo “B” X'] as const;
