/**
 * Redaction by value and by name. By value: our own secrets, in every encoding in which they could come back. By
 * name: members that a service fills with secrets of its own, and secret parameters of its links. Secrets are masked
 * inside values, never in serialised text, where a mask could take a quote or a backslash with it.
 */
import type { Json, JsonObject } from './json';
import { jsonText, parseJson, setMember } from './json';
import { secretLook, secretPatterns } from './secret-pattern';

const MASK = '***';
/** Names of members in any case, as a regular expression: whole ones, and ends of names. */
export const SECRET_NAMES = 'auth|authorization|access_?code|ticket_?hash|message_hash|pwd';
export const SECRET_ENDS =
  'password|passwd|passphrase|secret|api_?key|(?:access|auth|refresh|bearer|session|id|csrf|api)_?token';
/** Blanks around a name, as people type them into a label, do not hide it. */
const SECRET_NAME = new RegExp(`^\\s*(?:${SECRET_NAMES}|.*(?:${SECRET_ENDS}))\\s*$`, 'i');
/** With the sign before it and the one behind it. */
export const SECRET_PARAMETER =
  '[?&;](?:key|api[_-]?key|token|(?:access|refresh|auth|id|session|sas)[_-]?token|sig|signature|auth|password|secret|client_secret|ssid|subscription-key|x-(?:amz|goog)-(?:signature|credential|security-token)|awsaccesskeyid)=';
const SECRET_QUERY = new RegExp(`(${SECRET_PARAMETER})[^&#\\s"'<>\\\\]+`, 'gi');
/** A link and nothing else, as services give for their files; not a text in which a link stands. */
const WHOLE_URL = /^\s*https?:\/\/\S+\s*$/i;

export type Redact = (text: string) => string;

/**
 * @param secrets the values to hide; ones shorter than 4 characters are passed over, since hiding them would hide
 *   ordinary text, and ones shorter than 8 or made of digits are hidden as whole words only
 * @returns a function that masks every one of them in a text, however it is encoded there
 */
export function secretMask(secrets: readonly string[]): Redact {
  const patterns = secretPatterns(secrets);
  const mayHoldOne = secretLook(secrets);
  return (text) =>
    mayHoldOne(text) ? patterns.reduce((masked, pattern) => masked.replace(pattern, MASK), text) : text;
}

/** For messages: masks the secrets, and secret parameters of URLs by name. Not for what people wrote. */
export function redactor(secrets: readonly string[]): Redact {
  const mask = secretMask(secrets);
  return (text) => mask(text).replace(SECRET_QUERY, `$1${MASK}`);
}

/** A line of JSON with every value in it redacted; a text that is no JSON is redacted as it stands. */
export function redactedJson(text: string, redact: Redact): string {
  const parsed = parseJson(text);
  return parsed.ok ? jsonText(mapped(parsed.value, redact, () => true)) : redact(text);
}

/** Records have the same few names of members. */
const MOST_KNOWN = 4096;
const knownNames = new Map<string, boolean>();

/** Whether a member is named like a secret: its value must not be written anywhere. */
export function isSecretName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  if (knownNames.size >= MOST_KNOWN) knownNames.clear();
  const isSecret = SECRET_NAME.test(name);
  knownNames.set(name, isSecret);
  return isSecret;
}

/**
 * A copy without members named like secrets, with secret parameters masked in every value that is a URL as a whole.
 * @param alsoSecret members that a service fills with secrets of its own
 * @param mask hides our own secrets, in values and in names of members
 * @param leftOut told of each member that is left out for its name alone
 */
export function withoutSecrets(
  value: Json,
  alsoSecret: ReadonlySet<string> = new Set(),
  mask: Redact = (text) => text,
  leftOut?: (name: string) => void,
): Json {
  const isKept = (name: string): boolean => {
    if (alsoSecret.has(name)) return false;
    const isSecret = isSecretName(name);
    if (isSecret) leftOut?.(mask(name));
    return !isSecret;
  };
  return mapped(value, (text) => withoutSecretParameters(mask(text)), isKept, mask);
}

/** @returns the same text, unless it is a link and nothing else that has a secret parameter */
export function withoutSecretParameters(text: string): string {
  return WHOLE_URL.test(text) ? text.replace(SECRET_QUERY, `$1${MASK}`) : text;
}

/** A copy, whatever its depth: services nest as deep as they like, the stack does not. */
function mapped(value: Json, mapText: Redact, isKept: (name: string) => boolean, nameOf: Redact = mapText): Json {
  const open: Array<[from: Json[] | JsonObject, to: Json[] | JsonObject]> = [];
  const copyOf = (item: Json): Json => {
    if (typeof item === 'string') return mapText(item);
    if (item === null || typeof item !== 'object') return item;
    const copy = Array.isArray(item) ? [] : {};
    open.push([item, copy]);
    return copy;
  };
  const copy = copyOf(value);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [from, to] = next;
    if (Array.isArray(from)) {
      if (Array.isArray(to)) for (const item of from) to.push(copyOf(item));
      continue;
    }
    if (Array.isArray(to)) continue;
    for (const [name, member] of Object.entries(from)) {
      if (member !== undefined && isKept(name)) setMember(to, freeName(to, nameOf(name)), copyOf(member));
    }
  }
  return copy;
}

/** Two names that are the same once they are masked stay two members. */
function freeName(object: JsonObject, name: string): string {
  let free = name;
  while (Object.hasOwn(object, free)) free = `${free}*`;
  return free;
}
