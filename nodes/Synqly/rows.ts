/** What the user gave as rows and as JSON. */
import type { IDataObject } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { Json } from '../../vendors/json';
import { parseJson } from '../../vendors/json';
import { textIn } from '../shared/parameters';

/** The rows of a fixedCollection. */
export function rowsIn(collection: unknown, member: string): IDataObject[] {
  const rows: unknown = typeof collection === 'object' && collection !== null ? Object(collection)[member] : undefined;
  return Array.isArray(rows) ? rows.filter((row) => typeof row === 'object' && row !== null) : [];
}

/** Texts that may hold commas: several are a list, or stand one a line. */
export function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split('\n') : [value];
  return list.flatMap((text) => textIn(text) ?? []);
}

/**
 * @param value text of a JSON field, or the value that an expression gave
 * @throws VendorError naming the parameter when it is no JSON
 */
export function jsonGiven(value: unknown, displayName: string): Json {
  const parsed = parseJson(typeof value === 'string' ? value : JSON.stringify(value ?? null));
  if (parsed.ok) return parsed.value;
  throw new VendorError({
    code: 'bad_input',
    message: `"${displayName}" is not JSON`,
    remedy: 'Check its quotes, commas and brackets.',
  });
}
