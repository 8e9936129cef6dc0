/** Lines that end between words. Pure. */
import { displayWidth } from './width';

/**
 * @param text one or several lines; each keeps its own indent
 * @param width columns; a word that is longer (a path, an address) stays whole
 * @param hanging how many columns the second and later lines of each are indented more than the first
 */
export function wrapped(text: string, width: number, hanging = 4): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width, hanging))
    .join('\n');
}

/** @returns the items behind a title, with commas between; a line ends between items, and later ones are indented */
export function filled(title: string, items: readonly string[], width: number): string {
  const later = `${/^ */.exec(title)?.[0] ?? ''}    `;
  const lines: string[] = [];
  let line = title;
  for (const [at, item] of items.entries()) {
    const next = at < items.length - 1 ? `${item},` : item;
    if (displayWidth(line) + 1 + displayWidth(next) > width && line !== title) {
      lines.push(line);
      line = `${later}${next}`;
    } else line += ` ${next}`;
  }
  return [...lines, line].join('\n');
}

/** Columns of a text in brackets that stays together, as `(916 requests)`. */
const SHORT = 24;

/** @returns the words; those of a short text in brackets are one, and so are a number and what it counts */
function unbroken(words: readonly string[], most: number): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const end = isNumber(words, at, most) ? at + 1 : closingWord(words, at, most);
    joined.push(words.slice(at, end + 1).join(' '));
    at = end;
  }
  return joined;
}

/** Whether a number stands there, with a plain word behind it. */
function isNumber(words: readonly string[], at: number, most: number): boolean {
  const [number = '', counted = ''] = words.slice(at, at + 2);
  return /^\d[\d,.]*$/.test(number) && /^[a-z]+\b/i.test(counted) && number.length + 1 + counted.length <= most;
}

/** @returns where the brackets that the word at `at` opens are closed, or `at` */
function closingWord(words: readonly string[], at: number, most: number): number {
  if (!/\([^)]*$/.test(words[at] ?? '')) return at;
  for (let end = at + 1; end < words.length; end += 1) {
    if (displayWidth(words.slice(at, end + 1).join(' ')) > most) return at;
    if (words[end]?.includes(')') === true) return end;
  }
  return at;
}

function wrappedLine(line: string, width: number, hanging: number): string {
  if (displayWidth(line) <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const later = indent + ' '.repeat(hanging);
  const lines: string[] = [];
  let now = indent;
  let isEmpty = true;
  for (const word of unbroken(line.slice(indent.length).split(' '), Math.min(width / 2, SHORT))) {
    if (!isEmpty && displayWidth(now) + 1 + displayWidth(word) > width) {
      lines.push(now.trimEnd());
      now = later + word;
    } else now += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, now].join('\n');
}
