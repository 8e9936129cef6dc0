/**
 * One reader for each kind of value that a user, an expression or a language model gives. What cannot be read is an
 * error that names the parameter by its label; blank is undefined, except for a switch, where it is an error too.
 */
import type { INodePropertyOptions } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { Json, JsonObject } from '../../vendors/json';
import { isObject, parseJson } from '../../vendors/json';
import { elementsOf, switchOf } from '../../vendors/spelled';
import { fold } from '../../vendors/text';

const LONGEST_SHOWN = 60;

export function refuse(message: string, remedy: string): never {
  throw new VendorError({ code: 'bad_input', message, remedy });
}

/** A value in a message. */
function describe(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not defined');
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** A switch must be clear: it may decide what a customer gets to see. */
export function switchIn(value: unknown, label: string): boolean {
  const state = switchOf(value);
  if (state !== null) return state;
  const text = typeof value === 'string' && value.trim() === '' ? 'empty' : describe(value);
  return refuse(
    `"${label}" is ${text}, which is neither true nor false`,
    'Give true or false. An expression that finds nothing says neither.',
  );
}

export interface Bounds {
  minValue?: number;
  maxValue?: number;
  /** 0: whole numbers only. */
  numberPrecision?: number;
}

export function numberIn(value: unknown, label: string, bounds: Bounds = {}): number | undefined {
  if (isBlank(value)) return undefined;
  const isText = typeof value === 'string' && /^[+-]?\d+(?:\.\d+)?$/.test(value.trim());
  const number = typeof value === 'number' || isText ? Number(value) : Number.NaN;
  if (!Number.isFinite(number))
    return refuse(`"${label}" is not a number: ${describe(value)}`, 'Write it with digits, for example 50.');
  const { minValue = -Infinity, maxValue = Infinity, numberPrecision } = bounds;
  if (numberPrecision === 0 && !Number.isInteger(number))
    return refuse(`"${label}" is not a whole number: ${describe(value)}`, 'Write it without a fraction.');
  if (number < minValue) return refuse(`"${label}" is ${number}, less than ${minValue}`, `Give ${minValue} or more.`);
  if (number > maxValue) return refuse(`"${label}" is ${number}, more than ${maxValue}`, `Give ${maxValue} or less.`);
  return number;
}

/** Words that are looked up or compared, as a name, an ID, an address: without outer blanks. */
export function parseText(value: unknown, label: string): string | undefined {
  return proseIn(value, label)?.trim();
}

/** Text as it was written, with its outer blanks. Numbers and truth values of expressions count as text. */
export function proseIn(value: unknown, label: string): string | undefined {
  if (isBlank(value)) return undefined;
  const plain = plainOf(value);
  if (typeof plain === 'string') return plain;
  if (typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
  return refuse(`"${label}" is not text: ${describe(value)}`, 'Give a single text.');
}

/** Dates of JavaScript and Luxon write themselves as text. */
function plainOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'toJSON' in value
    ? JSON.parse(JSON.stringify(value))
    : value;
}

/** Names as a list, as JSON text of one, or as text with commas. Doubles count once. */
export function namesIn(value: unknown, label: string): string[] {
  if (isBlank(value)) return [];
  return distinct(listOf(value, label), label);
}

/** Texts that may hold commas: several are a list, or stand one a line. */
export function linesIn(value: unknown, label: string): string[] {
  if (isBlank(value)) return [];
  const isLines = typeof value === 'string' && !value.trim().startsWith('[');
  return distinct(isLines ? value.split('\n') : listOf(value, label), label);
}

function listOf(value: unknown, label: string): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? elementsOf(value, `"${label}"`) : [value];
}

function distinct(parts: readonly unknown[], label: string): string[] {
  return [...new Set(parts.flatMap((part) => parseText(part, label) ?? []))];
}

/** What can be chosen. */
export type Choices = ReadonlyArray<Pick<INodePropertyOptions, 'name' | 'value'>>;

/** The value of the option that was named by its value or its name, in whatever case; undefined for one that has none. */
export function choiceIn(value: unknown, label: string, choices: Choices): string | undefined {
  const text = parseText(value, label);
  if (text === undefined) return undefined;
  const named = (other: string | number | boolean): boolean => fold(String(other)) === fold(text);
  const found = choices.find((choice) => named(choice.value)) ?? choices.find((choice) => named(choice.name));
  if (found) return found.value === '' ? undefined : String(found.value);
  return refuse(`"${label}" has no choice "${describe(text)}"`, `Choose one of: ${choices.map(wordsOf).join(', ')}.`);
}

/** `Fixed`, or `Newest First (desc)` where name and value are different words. */
function wordsOf({ name, value }: Choices[number]): string {
  return fold(name) === fold(String(value)) ? name : `${name} (${value})`;
}

export function choicesIn(value: unknown, label: string, choices: Choices): string[] {
  return [...new Set(namesIn(value, label).flatMap((name) => choiceIn(name, label, choices) ?? []))];
}

/** JSON text, or the value that an expression gave. */
export function jsonIn(value: unknown, label: string): Json | undefined {
  if (isBlank(value)) return undefined;
  const parsed = parseJson(typeof value === 'string' ? value : JSON.stringify(value));
  if (parsed.ok) return parsed.value;
  return refuse(`"${label}" is not JSON`, 'Check its quotes, commas and brackets.');
}

export function objectIn(value: unknown, label: string): JsonObject {
  if (isBlank(value)) return {};
  const parsed = parseJson(typeof value === 'string' ? value : JSON.stringify(value));
  if (parsed.ok && isObject(parsed.value)) return parsed.value;
  return refuse(`"${label}" is not a JSON object`, 'Write it as {"name": "value"}.');
}

/**
 * The ID in a resource locator, whatever its mode; '' for none.
 * @param link regular expression with one group, for links to what is to be picked
 */
export function idIn(value: unknown, label: string, link?: string): string {
  const picked = isLocator(value) ? value.value : value;
  const text = parseText(picked, label) ?? '';
  return (link === undefined ? undefined : new RegExp(link).exec(text)?.[1]) ?? text;
}

function isLocator(value: unknown): value is { value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value;
}

/** Holds nothing: a field that was added and left so is not sent. */
export function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
