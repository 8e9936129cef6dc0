/** Any value that JSON text can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json | undefined;
}

export type Parsed = { ok: true; value: Json } | { ok: false; reason: string };

/** Whole numbers beyond 2^53 lose digits in JSON.parse; ids of that size must not. */
const LONG_INTEGER = /[:[,]\s*-?\d{16,}/;
const BARE_LONG_INTEGER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Reads JSON text without losing a digit: integers that a double cannot hold become text.
 * @returns the value, or the reason why the text is not JSON (never a part of the text itself)
 */
export function parseJson(text: string): Parsed {
  const exact = LONG_INTEGER.test(text) ? quotingLongIntegers(text) : text;
  try {
    return { ok: true, value: JSON.parse(exact) as Json };
  } catch {
    return { ok: false, reason: text.trim() === '' ? 'the body is empty' : 'the body is not whole JSON' };
  }
}

/** Walks from string to string: one expression for both overflows the stack on a text of megabytes. */
function quotingLongIntegers(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const between = text.slice(from, quote === -1 ? text.length : quote);
    pieces.push(between.length < 16 ? between : between.replace(BARE_LONG_INTEGER, quoteUnsafe));
    from = quote === -1 ? text.length : endOfString(text, quote);
    if (quote !== -1) pieces.push(text.slice(quote, from));
  }
  return pieces.join('');
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

function quoteUnsafe(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object; an empty list, PHP's empty object, counts as one too. */
export function objectAt(value: Json | undefined, member: string): JsonObject {
  const found = isObject(value) ? value[member] : undefined;
  return isObject(found) ? found : {};
}

export function arrayAt(value: Json | undefined, member: string): Json[] {
  const found = isObject(value) ? value[member] : undefined;
  return Array.isArray(found) ? found : [];
}

/** Text of a scalar: ids and numbers are text everywhere in the model. Blank text is no text. */
export function textOf(value: Json | undefined): string | null {
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
