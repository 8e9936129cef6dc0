/** Values as people, sheets and language models write them. */
import { VendorError } from './errors';
import type { Json } from './json';
import { asText, parseJson } from './json';
import { fold } from './text';

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'no', 'off', '0']);

/** A switch; null for everything that does not clearly say yes or no. */
export function switchOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const word = fold(String(value));
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : null;
}

/**
 * The value of a custom field that is a switch.
 * @param title of the field
 * @throws VendorError bad_input for what is neither true nor false
 */
export function toggled(value: Json, title: string): boolean {
  const isOn = switchOf(value);
  if (isOn !== null) return isOn;
  throw new VendorError({
    code: 'bad_input',
    message: `The custom field "${title}" is neither true nor false: ${asText(value) ?? 'no value'}`,
    remedy: 'Give true or false, or null to clear it.',
  });
}

/**
 * The parts of a list: of one, of its JSON text (`["a","b"]`), of text with commas. In text, a part that has a comma
 * itself stands in quotes, as `"Sales, EMEA", vip`.
 * @param what has the list, for messages: `"Tags"`
 * @throws VendorError bad_input for text that is meant as JSON, or as a list of another language, and cannot be read
 */
export function elementsOf(value: Json, what: string): Json[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  const text = value.trim();
  const parsed = text.startsWith('[') ? parseJson(text) : text.startsWith('"') ? parseJson(`[${text}]`) : null;
  if (parsed?.ok === true && Array.isArray(parsed.value)) return parsed.value;
  if (!isTorn(text)) return text.split(',').map((part) => part.trim());
  throw new VendorError({
    code: 'bad_input',
    message: `${what} is not a list that can be read: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`,
    remedy: 'Write it as ["a", "b"], or as a, b.',
  });
}

/**
 * Whether it was meant as a list or a record, and commas would tear it: `['a', 'b']`, `["a", "b"`, `[a, b]`, `("a", "b")`,
 * `{'a': 1}`, an expression that was left as text (`{{ … }}`), a block of a language model (three backticks).
 */
function isTorn(text: string): boolean {
  return BEGINS_LIST.test(text) || IS_LIST.test(text) || (text.startsWith('{') && parseJson(text).ok);
}

/** A bracket before a quotation mark or another bracket. A name in brackets (`[VIP]`, `(none)`) is a name. */
const BEGINS_LIST = /^(?:```|[[{]\s*["'“‘`{]|\(\s*["'“‘`].*[,)]$)/su;
const IS_LIST = /^(?:\[[^[\]]*,[^[\]]*\]|\([^()]*,[^()]*\)|\{[^{}]*,[^{}]*\})$/;
