/** Any value that JSON text can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json | undefined;
}

export type Parsed = { ok: true; value: Json } | { ok: false; reason: string };

/**
 * Whole numbers beyond 2^53 lose digits in JSON.parse, and ids of that size must not; numbers beyond 1e308 become
 * Infinity, which no JSON text can hold. A number stands at the beginning or behind a sign: `1e234` within an id is none.
 */
const MAY_NOT_FIT = /(?:^|[:[,])\s*-?(?:\d{16,}|\d+(?:\.\d+)?[eE]\+?\d{3,})/;
const BARE_NUMBER = /(?<![\d.eE+-])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.eE])/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Reads JSON text without losing a digit: numbers that a double cannot hold become text.
 * @returns the value, or the reason why the text is not JSON (never a part of the text itself)
 */
export function parseJson(text: string): Parsed {
  const exact = MAY_NOT_FIT.test(text) ? quotingNumbers(text) : text;
  try {
    return { ok: true, value: JSON.parse(exact) as Json };
  } catch {
    return { ok: false, reason: text.trim() === '' ? 'the body is empty' : 'the body is not whole JSON' };
  }
}

/** Walks from string to string: one expression for both overflows the stack on a text of megabytes. */
function quotingNumbers(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const between = text.slice(from, quote === -1 ? text.length : quote);
    pieces.push(between.length < 5 ? between : between.replace(BARE_NUMBER, quoteUnsafe));
    from = quote === -1 ? text.length : endOfString(text, quote);
    if (quote !== -1) pieces.push(text.slice(quote, from));
  }
  return pieces.join('');
}

/** Every string of a JSON text as it is written, names of members, too. */
export function* stringLiterals(text: string): Generator<string, void, undefined> {
  for (let quote = text.indexOf('"'); quote !== -1;) {
    const end = endOfString(text, quote);
    yield text.slice(quote, end);
    quote = text.indexOf('"', end);
  }
}

function endOfString(text: string, opening: number): number {
  let quote = text.indexOf('"', opening + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}

function quoteUnsafe(numeral: string): string {
  const number = Number(numeral);
  const fits = LONG_INTEGER.test(numeral) ? Number.isSafeInteger(number) : Number.isFinite(number);
  return fits ? numeral : `"${numeral}"`;
}

/** JSON text of a value of any depth: the built-in way ends where the stack does. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return deepText(value);
  }
}

/** What is still to be written: a value, or a piece of text as it stands. */
type Rest = { value: Json } | string;

function deepText(value: Json): string {
  const pieces: string[] = [];
  const rest: Rest[] = [{ value }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') pieces.push(next);
    else if (next.value === null || typeof next.value !== 'object') pieces.push(JSON.stringify(next.value));
    else for (const part of childValues(next.value).reverse()) rest.push(part);
  }
  return pieces.join('');
}

function childValues(value: Json[] | JsonObject): Rest[] {
  if (Array.isArray(value)) {
    return ['[', ...value.flatMap((item, at): Rest[] => [...(at === 0 ? [] : [',']), { value: item }]), ']'];
  }
  const members = Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [{ name, member }]));
  const parts = members.flatMap(({ name, member }, at): Rest[] => [
    `${at === 0 ? '' : ','}${JSON.stringify(name)}:`,
    { value: member },
  ]);
  return ['{', ...parts, '}'];
}

/** Sets a member whatever it is called: `__proto__` by assignment would be the object's prototype, not a member. */
export function setMember(object: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value's own member: a name from outside may be `constructor`, which every object has. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The member as an object; an empty list, PHP's empty object, counts as one too. */
export function objectAt(value: Json | undefined, member: string): JsonObject {
  const found = memberOf(value, member);
  return isObject(found) ? found : {};
}

export function arrayAt(value: Json | undefined, member: string): Json[] {
  const found = memberOf(value, member);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list; none of anything else. */
export function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Text of a scalar: ids and numbers are text everywhere in the model. Blank text is no text. */
export function asText(value: Json | undefined): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  return value.trim() === '' ? null : value;
}

/** A finite number, also when it was written as text. */
export function numberOf(value: Json | undefined): number | null {
  const number =
    typeof value === 'string' && value.trim() !== '' ? Number(value) : typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** true and false, also written as 1 and 0 or as text. */
export function booleanOf(value: Json | undefined): boolean | null {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  return null;
}
