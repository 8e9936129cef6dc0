/** Every way in which a service could give one of our secrets back, as a regular expression a secret. */

/** Shorter ones are ordinary text: hiding them would hide words and numbers that mean something. */
const SHORTEST = 4;
/** From here on a secret stands nowhere by chance, unless it is a number. */
const STRONG = 8;

/** A key that is short or a number: it is masked as a whole word only, and `check` warns of it. */
export function isWeakSecret(secret: string): boolean {
  const text = secret.trim();
  return text.length < STRONG || /^\p{N}+$/u.test(text);
}

/** Whether a secret is too short to be looked for at all. */
export function isTooShortToMask(secret: string): boolean {
  return secret.trim().length < SHORTEST;
}

/**
 * Some for each, the longest secret first: all in one expression would take two hundred times as long (measured).
 * @returns none for secrets that are too short
 */
export function secretPatterns(secrets: readonly string[]): RegExp[] {
  const forms = maskable(secrets).flatMap((text) =>
    isWeakSecret(text) ? [wholeWord(weakForms(text))] : [strongForms(text), escapedAgain(text), ...encodedTwice(text)],
  );
  return forms.map((form) => new RegExp(form, 'gu'));
}

/** Whether one of the secrets could stand in a text, a weak one also within words: where it says no, there is nothing to hide. */
export function secretLook(secrets: readonly string[]): (text: string) => boolean {
  const texts = maskable(secrets);
  const strong = texts.filter((text) => !isWeakSecret(text));
  const forms = [
    ...texts.filter(isWeakSecret).map(weakForms),
    ...strong.flatMap((text) => [strongForms(text), escapedAgain(text)]),
  ];
  const looks = forms.map((form) => new RegExp(form, 'u'));
  const holdsTwice = runLook(strong.flatMap(encodedTwice));
  return (text) => looks.some((form) => form.test(text)) || holdsTwice(text);
}

/**
 * Whether one of some texts of letters and digits stands in a text. Each stands in a run of letters and digits that is as
 * long, and such a run holds one of the places that are as far from one another: only there it is looked. One search for
 * each of twenty texts took ten times as long.
 */
function runLook(texts: readonly string[]): (text: string) => boolean {
  const shortest = texts.reduce((least, { length }) => Math.min(least, length), Infinity);
  return (text) => {
    for (let at = shortest - 1; at < text.length; at += shortest) {
      if (!isLetterOrDigit(text.charCodeAt(at))) continue;
      let from = at;
      while (isLetterOrDigit(text.charCodeAt(from - 1))) from -= 1;
      while (isLetterOrDigit(text.charCodeAt(at))) at += 1;
      if (at - from < shortest) continue;
      const run = text.slice(from, at);
      if (texts.some((each) => run.includes(each))) return true;
    }
    return false;
  };
}

function isLetterOrDigit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90);
}

function maskable(secrets: readonly string[]): string[] {
  const texts = [...new Set(secrets.map((secret) => secret.trim()))].filter((text) => !isTooShortToMask(text));
  return texts.sort((a, b) => b.length - a.length);
}

/** Where among three bytes the secret may begin. */
const SHIFTS = [0, 1, 2];

function strongForms(secret: string): string {
  const lower = secret.toLowerCase();
  const base64 = SHIFTS.map((shift) => base64Form(base64Core(secret, shift)));
  return [characterwise(secret), ...(lower === secret ? [] : [characterwise(lower)]), hexForm(secret), ...base64].join(
    '|',
  );
}

/**
 * Base64 and hexadecimal digits, one within the other: what they have of the secret alone, wherever it began. Letters
 * and digits as they are, which are looked for ten times as fast as anything else.
 */
function encodedTwice(secret: string): string[] {
  const inHex = hexOf(secret);
  const once = [...SHIFTS.map((shift) => base64Core(secret, shift)), inHex, inHex.toUpperCase()];
  return once.flatMap((text) => [
    ...SHIFTS.map((shift) => base64Core(text, shift)),
    ...new Set([hexOf(text), hexOf(text).toUpperCase()]),
  ]);
}

function hexOf(text: string): string {
  return bytesOf(text)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** A part of the base64 text of a short secret stands in many words: only the whole one is looked for. */
function weakForms(secret: string): string {
  return [characterwise(secret), hexForm(secret), base64Form(base64Of(bytesOf(secret)))].join('|');
}

const WORD = '[\\p{L}\\p{M}\\p{N}_]';
/** The end of an escape (`%20`, `\n`) is no part of the word behind it. */
const ESCAPE_BEFORE = '(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]|\\\\u[0-9A-Fa-f]{4})';

/** Neither inside a word or a name (`Smith-Jones`) nor inside a number (`1,234.50`). */
function wholeWord(forms: string): string {
  const begins = `(?:${ESCAPE_BEFORE}|(?<!${WORD})(?<!\\p{N}[.,])(?<![\\p{L}\\p{N}][-'’]))`;
  const ends = `(?!${WORD})(?![.,]\\p{N})(?![-'’][\\p{L}\\p{N}])`;
  return `${begins}(?:${forms})${ends}`;
}

/** Each character as it is, or escaped in any way: texts mix them. */
function characterwise(secret: string): string {
  return [...secret].map(characterForm).join('');
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
  ['+', 'plus'],
  ['/', 'sol'],
  ['=', 'equals'],
]);

/** As they are, or as the outer of two encodings writes them. */
const AMPERSAND = '(?:&|%(?:25)*26)(?:amp(?:;|%(?:25)*3[bB]))*';
const HASH = '(?:#|%(?:25)*23)';
const SEMICOLON = '(?:;|%(?:25)*3[bB])';
const PERCENT = '(?:%|&(?:amp;)*(?:#0*37|#[xX]0*25|percnt);)';

function characterForm(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = NAMED.get(character);
  const forms = [
    // JSON and JavaScript, escaped once or more often.
    [...utf16(character)].map((unit) => `\\\\+u${hexDigits(unit, 4)}`).join(''),
    ...(code < 0x100 ? [`\\\\+x${hexDigits(code, 2)}`] : []),
    // HTML, whose ampersand may be escaped in turn.
    `${AMPERSAND}${HASH}0*${code}${SEMICOLON}?`,
    `${AMPERSAND}${HASH}[xX]0*${hexDigits(code, 0)}${SEMICOLON}?`,
    ...(name === undefined ? [] : [`${AMPERSAND}${name}${SEMICOLON}`]),
    // Percent, once or more often, its sign as an entity, too.
    bytesOf(character)
      .map((byte) => `${PERCENT}(?:25)*${hexDigits(byte, 2)}`)
      .join(''),
    literalForm(character),
  ];
  return `(?:${forms.join('|')})`;
}

/**
 * Percent-encoding and entities where every sign of the inner one is escaped in turn (`%25%34%31`). Apart from the others, and
 * looked for only where two escapes follow one another: in one expression with them all would take three times as long
 * (measured).
 */
function escapedAgain(secret: string): string {
  return `(?=${PERCENT_BYTE}%|&#[0-9xX])${[...secret].map(againCharacter).join('')}`;
}

const PERCENT_BYTE = '%(?:25)*[0-9A-Fa-f]{2}';

function againCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = NAMED.get(character) ?? (character === '&' ? 'amp' : undefined);
  const ampersand = `${againSign('&')}(?:${againSigns('amp')}${againSign(';')})*`;
  const ends = `${againSign(';')}?`;
  const forms = [
    bytesOf(character)
      .map((byte) => `${againSign('%')}(?:${againSigns('25')})*${againSigns(byte.toString(16).padStart(2, '0'))}`)
      .join(''),
    `${ampersand}${againSign('#')}${againSign('0')}*${againSigns(String(code))}${ends}`,
    `${ampersand}${againSign('#')}${againSign('x')}${againSign('0')}*${againSigns(code.toString(16))}${ends}`,
    ...(name === undefined ? [] : [`${ampersand}${againSigns(name)}${ends}`]),
    ...(code > 0x20 && code < 0x7f ? [againSign(character)] : []),
  ];
  return `(?:${forms.join('|')})`;
}

function againSigns(signs: string): string {
  return [...signs].map(againSign).join('');
}

/** A sign of an escape: as it is, percent-encoded, or an entity. */
function againSign(sign: string): string {
  const forms = [...new Set([sign.toLowerCase(), sign.toUpperCase()])].flatMap((each) => {
    const code = each.charCodeAt(0);
    return [escaped(each), `%(?:25)*${hexDigits(code, 2)}`, `&#(?:0*${code}|[xX]0*${hexDigits(code, 0)});`];
  });
  return `(?:${forms.join('|')})`;
}

/** As it is, or with the backslashes that JSON puts before it. */
function literalForm(character: string): string {
  if (character === '\\') return '\\\\+';
  if (character === '&') return AMPERSAND;
  if (character === ' ') return '[ +\\u00a0]';
  if (character === '"' || character === '/' || character === "'") return `\\\\*${escaped(character)}`;
  const control = new Map([
    ['\n', 'n'],
    ['\r', 'r'],
    ['\t', 't'],
  ]).get(character);
  return control === undefined ? escaped(character) : `(?:${escaped(character)}|\\\\+${control})`;
}

function hexForm(secret: string): string {
  return bytesOf(secret)
    .map((byte) => hexDigits(byte, 2))
    .join('');
}

/** Digits of either case. @param length with leading zeros; 0: without */
function hexDigits(value: number, length: number): string {
  const digits = value.toString(16).padStart(length, '0');
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** In either alphabet, percent-encoded or not, broken into lines or not. */
function base64Form(text: string): string {
  const forms = new Map([
    ['+', '(?:[-+]|%(?:25)*2[bB]|\\\\+u002[bB])'],
    ['/', '(?:\\\\*/|_|%(?:25)*2[fF]|\\\\+u002[fF])'],
    ['=', '(?:=|%(?:25)*3[dD]|\\\\+u003[dD])?'],
  ]);
  return [...text].map((character) => forms.get(character) ?? character).join('(?:[\\r\\n]|\\\\[rn])*');
}

/** The part of the base64 text that depends on the secret alone, wherever in a longer text it began. */
function base64Core(secret: string, shift: number): string {
  const bytes = bytesOf(`${'x'.repeat(shift)}${secret}`);
  const whole = base64Of(bytes).replace(/=+$/, '');
  return whole.slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

function base64Of(bytes: readonly number[]): string {
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function* utf16(character: string): Generator<number> {
  for (let at = 0; at < character.length; at += 1) yield character.charCodeAt(at);
}

function escaped(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
