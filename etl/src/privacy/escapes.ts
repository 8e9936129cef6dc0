/** Characters that are written as their codes: `%7a` in URLs, `\u007a` in JSON text within a text. Pure. */

/** Hex digits of a code of ASCII that is neither a letter nor a digit. */
const NO_WORD = '(?:[0-2][0-9a-f]|3[a-f]|40|5[b-f]|60|7[b-f])';

/** A regular expression for the end of what stands before a word, where it is such a code. */
export const BEHIND_CODE = `(?<=%(?:${NO_WORD}|[89a-f][0-9a-f]))|(?<=\\\\u(?:00${NO_WORD}|20[0-9a-f]{2}))`;

const PERCENT = /(?:%[0-9a-f]{2})+/gi;
const ESCAPE = /\\+u([0-9a-f]{4})/gi;
const ANY = /%[3-7][0-9a-f]|\\u[0-9a-f]{4}/i;

/** Without one of these no letter or digit of a text is written so: to find candidates by. Lower case. */
export const NEEDLES: readonly string[] = ['%3', '%4', '%5', '%6', '%7', '\\u'];

/** Whether a letter, a digit or a sign of the text may be written so. */
export function mayHoldCodes(text: string): boolean {
  return ANY.test(text);
}

/** Regular expressions for a character, in both cases, as its codes. */
export function codesOf(character: string): string[] {
  const cases = [...new Set([character.toLowerCase(), character.toUpperCase()])];
  return cases.flatMap((each) => [
    [...Buffer.from(each)].map((byte) => `%${hex(byte, 2)}`).join(''),
    Array.from({ length: each.length }, (_, at) => `\\\\+u${hex(each.charCodeAt(at), 4)}`).join(''),
  ]);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** The text with all of them as characters. */
export function withoutCodes(text: string): string {
  return text
    .replace(PERCENT, (encoded) => Buffer.from(encoded.replaceAll('%', ''), 'hex').toString())
    .replace(ESCAPE, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
}
