/** Characters that nobody sees, and characters that read as another one: full-width, mathematical, superscript letters. */

/** Soft hyphen, joiners, marks of direction, byte order mark, and what HTML calls them. */
const UNSEEN =
  '\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufe00-\\ufe0f\\ufeff';
const NAMED =
  'shy|zwj|zwnj|lrm|rlm|NoBreak|ZeroWidthSpace|#0*(?:173|820[3-7]|8288|65279)|#[xX]0*(?:[aA][dD]|200[b-fB-F]|2060|[fF][eE][fF][fF])';

/** A regular expression for any number of them between two characters of a word. */
export const BETWEEN_CHARACTERS = `(?:[${UNSEEN}]|&(?:${NAMED});|<wbr\\s*/?>)*`;

/** Where Unicode has compatibility forms of the letters, digits and signs of ASCII. */
const RANGES: ReadonlyArray<readonly [number, number]> = [
  [0xaa, 0x2ff],
  [0x1d00, 0x1dbf],
  [0x2024, 0x24ff],
  [0x2c7c, 0x2c7d],
  [0xa7f1, 0xa7f4],
  [0xfb29, 0xfb29],
  [0xfe50, 0xfe6f],
  [0xff01, 0xff5e],
  [0x107a5, 0x107a5],
  [0x1ccd6, 0x1ccf9],
  [0x1d400, 0x1d7ff],
  [0x1f100, 0x1f1ff],
  [0x1fbf0, 0x1fbf9],
];

/** Stops of other scripts, which names of domains may have for a full stop. */
const STOPS = '\u3002\uff61';

/** By the character of ASCII that they read as, lower case. */
const LOOKALIKES = found();

function found(): ReadonlyMap<string, string> {
  const all = new Map<string, string>([['.', STOPS]]);
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code += 1) {
      const character = String.fromCodePoint(code);
      const plain = character.normalize('NFKC').toLowerCase();
      if (/^[!-~]$/.test(plain)) all.set(plain, `${all.get(plain) ?? ''}${character}`);
    }
  }
  return all;
}

/** What reads as the character, as many characters as there are; empty: nothing else does. */
export function readAs(character: string): string {
  return LOOKALIKES.get(character.toLowerCase()) ?? '';
}

const ALL = rangesOf([...LOOKALIKES.values()].join(''));
const READS_ELSE = new RegExp(`[${UNSEEN}${ALL}]|<wbr|&(?:${NAMED});`, 'iu');
const UNSEEN_ALL = new RegExp(BETWEEN_CHARACTERS.replace(/\*$/, '+'), 'giu');
const STOPS_ALL = new RegExp(`[${STOPS}]`, 'gu');

/**
 * The characters for a class of a regular expression, each run of them as a range. DuckDB compiles the class for every
 * column that it searches: a thousand single characters took most of that search in a small lake.
 */
function rangesOf(characters: string): string {
  const codes = [...new Set(characters)].map((character) => character.codePointAt(0) ?? 0).sort((a, b) => a - b);
  const ranges: Array<{ first: number; last: number }> = [];
  for (const code of codes) {
    const range = ranges.at(-1);
    if (range?.last === code - 1) range.last = code;
    else ranges.push({ first: code, last: code });
  }
  return ranges.map(({ first, last }) => `${String.fromCodePoint(first)}-${String.fromCodePoint(last)}`).join('');
}

/** Whether the text may read as something else than its characters say. */
export function mayReadElse(text: string): boolean {
  return READS_ELSE.test(text);
}

/** The text as it reads: the same one where nothing is hidden in it. */
export function asRead(text: string): string {
  return mayReadElse(text) ? text.normalize('NFKC').replace(UNSEEN_ALL, '').replace(STOPS_ALL, '.') : text;
}

/** `mayReadElse` for DuckDB; entities are looked for by their own needles. */
export const MAY_READ_ELSE = `[${UNSEEN.replace(/\\u([0-9a-f]{4})/g, '\\x{$1}')}${ALL}]|(?i:<wbr|&(?:shy|zwn?j|[lr]rm|nobreak|zerowidthspace))`;
