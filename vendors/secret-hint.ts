/**
 * Whether an answer could hold a secret, judged by its text: most pages hold none, and need no copy without it then.
 * It may say yes for nothing. Where it says no, `withoutSecrets` changes nothing.
 */
import type { Parsed } from './json';
import { parseJson, stringLiterals } from './json';
import { SECRET_ENDS, SECRET_NAMES, SECRET_PARAMETER, withoutSecretParameters } from './redact';
import { secretLook } from './secret-pattern';

/** Whether the JSON text of an answer could hold a secret, also one in a member that another of its name replaces. */
export type SecretHint = (text: string) => boolean;

/**
 * @param secrets our own, as for `secretMask`
 * @param alsoSecret members that the service fills with secrets, as for `withoutSecrets`
 */
export function secretHint(secrets: readonly string[], alsoSecret: ReadonlySet<string>): SecretHint {
  const names = new RegExp(`(?:"${BLANKS}(?:${SECRET_NAMES})|${SECRET_ENDS})${BLANKS}"\\s*:`, 'i');
  // As it is, and as it stands in a text whose usual escapes are left.
  const members = [...alsoSecret].flatMap((name) => [name, JSON.stringify(name).slice(1, -1)]).map(escaped);
  const also = members.length === 0 ? null : new RegExp(`"(?:${members.join('|')})"\\s*:`);
  const holdsSecret = secretLook(secrets);
  return (received) => {
    const text = unescaped(received);
    if (names.test(text) || also?.test(text) === true || holdsSecret(text)) return true;
    return PARAMETER.test(text) && hasSecretLink(received);
  };
}

/** Blanks around a name, which do not hide it: also those that stay escaped. */
const BLANKS = String.raw`(?:\s|\\[nrt]|\\u(?:1680|20[0-9a-f]{2}|3000|feff))*`;
const PARAMETER = new RegExp(SECRET_PARAMETER, 'i');
/** Read from left to right, so that a backslash that is escaped itself escapes nothing. */
const ESCAPE = /\\(?:u00([0-9a-f]{2})|(["\\/bfnrt]))/gi;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * ASCII as it is meant, however it was escaped: PHP and Python escape every page. Letters beyond it are in no name, and
 * the forms of a secret have them escaped as well.
 */
function unescaped(text: string): string {
  if (!hasRareEscape(text)) return text;
  return text.replace(ESCAPE, (_all, code: string | undefined, sign: string | undefined) =>
    code === undefined ? (SHORT.get(sign ?? '') ?? sign ?? '') : String.fromCharCode(parseInt(code, 16)),
  );
}

/** Of quotes and line breaks, which nearly every text has, a name, a form of a secret and a link hold none. */
const USUAL = new Set('nrt"');

function hasRareEscape(text: string): boolean {
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 2)) {
    if (!USUAL.has(text.charAt(at + 1))) return true;
  }
  return false;
}

/** Whether a string of the text is a link and nothing else, with a secret parameter. */
function hasSecretLink(text: string): boolean {
  for (const literal of stringLiterals(text)) {
    const value: Parsed = literal.includes('\\') ? parseJson(literal) : { ok: true, value: literal.slice(1, -1) };
    // What cannot be read is not known to be none.
    if (!value.ok || typeof value.value !== 'string') return true;
    if (withoutSecretParameters(value.value) !== value.value) return true;
  }
  return false;
}

function escaped(name: string): string {
  return name.replace(/[\^$\\.*+?()[\]{}|/-]/g, '\\$&');
}
