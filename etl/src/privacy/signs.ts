/** Signs in names that are written in several ways, also as entities of HTML, percent-encoded and escaped: apostrophes, hyphens, blanks. */

interface Sign {
  characters: string;
  /** Names of its entities. */
  entities: string;
}

const APOSTROPHE: Sign = {
  characters: "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\u2035\uff07",
  entities: 'apos|[lr]squo|rsquor|prime|bprime|acute|grave|DiacriticalAcute|DiacriticalGrave|(?:Open|Close)CurlyQuote',
};
const HYPHEN: Sign = {
  characters: '-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d',
  entities: 'hyphen|dash|ndash|minus',
};
const BLANK: Sign = {
  characters: ' \u00a0\u2002\u2003\u2007\u2009\u202f\u3000',
  entities: 'nbsp|NonBreakingSpace|ensp|emsp|numsp|thinsp|Tab|NewLine',
};

const APOSTROPHES = classOf(APOSTROPHE);

/** Regular expressions for where a word begins and ends. Some apostrophes are letters for Unicode. */
export const BEFORE_WORD = `(?<![\\p{L}\\p{N}])|(?<=${APOSTROPHES})`;
export const BEHIND_WORD = `(?:(?![\\p{L}\\p{N}])|(?=${APOSTROPHES}))`;

/** Regular expressions for each of the signs, however it is written. */
export const ANY_APOSTROPHE = formsOf(APOSTROPHE);
export const ANY_HYPHEN = formsOf(HYPHEN);
export const ANY_BLANK = `(?:\\s|\\\\[nrt]|\\+|${formsOf(BLANK)})`;

const PLAIN_FORMS: ReadonlyArray<readonly [RegExp, string]> = [
  [new RegExp(ANY_APOSTROPHE, 'giu'), "'"],
  [new RegExp(ANY_HYPHEN, 'giu'), '-'],
  [new RegExp(`\\\\[nrt]|\\+|${formsOf(BLANK)}`, 'giu'), ' '],
];

/** The text with one apostrophe, one hyphen and one blank, as names are compared. */
export function plainSigns(text: string): string {
  return PLAIN_FORMS.reduce((plain, [form, sign]) => plain.replace(form, sign), text);
}

function classOf({ characters }: Sign): string {
  return `[${characters.replace('-', '\\x2d')}]`;
}

function formsOf(sign: Sign): string {
  const codes = [...sign.characters].map((character) => character.charCodeAt(0));
  const hex = codes.map((code) => code.toString(16)).join('|');
  const percent = [...sign.characters].map((character) => percentOf(character)).join('|');
  return `(?:${classOf(sign)}|&(?:${sign.entities}|#0*(?:${codes.join('|')})|#x0*(?:${hex}));|${percent}|\\\\+u0*(?:${hex}))`;
}

function percentOf(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
