/** What the user gave: collections without blanks, lists of names, JSON. */
import type { IDataObject } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { JsonObject } from '../../vendors/json';
import { isObject, parseJson } from '../../vendors/json';
import type { OperationRun } from './operation';

/** The members of a collection parameter that hold something: a field that was added and left blank is not sent. */
export function collectionOf({ node, item }: OperationRun, name: string): IDataObject {
  const value: unknown = node.getNodeParameter(name, item, {});
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, member]) => !isBlank(member))) as IDataObject;
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Text of a parameter, trimmed; undefined when blank. */
export function textGiven({ node, item }: OperationRun, name: string): string | undefined {
  return textIn(node.getNodeParameter(name, item, ''));
}

/** Text of a member of a collection, trimmed; undefined when blank. Numbers of expressions count as text. */
export function textIn(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Names as a list, or as text with commas, which is what expressions and AI agents give. Doubles count once. */
export function namesIn(value: unknown): string[] {
  const parts: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  return [...new Set(parts.flatMap((part) => textIn(part) ?? []))];
}

/**
 * @param value text of a JSON field, or the object that an expression gave
 * @throws VendorError naming the parameter when it is no JSON object
 */
export function objectGiven(value: unknown, displayName: string): JsonObject {
  if (value === undefined || value === null || value === '') return {};
  const parsed = parseJson(typeof value === 'string' ? value : JSON.stringify(value));
  if (parsed.ok && isObject(parsed.value)) return parsed.value;
  throw new VendorError({
    code: 'bad_input',
    message: `"${displayName}" is not a JSON object`,
    remedy: 'Write it as {"name": "value"}.',
  });
}

/** @throws VendorError naming the parameter when it is blank */
export function required(run: OperationRun, name: string, displayName: string): string {
  return textGiven(run, name) ?? refuseEmpty(displayName);
}

/** Names of a parameter that must hold at least one. @throws VendorError naming the parameter when it is empty */
export function namesRequired({ node, item }: OperationRun, name: string, displayName: string): string[] {
  const names = namesIn(node.getNodeParameter(name, item, []));
  return names.length > 0 ? names : refuseEmpty(displayName);
}

function refuseEmpty(displayName: string): never {
  throw new VendorError({ code: 'bad_input', message: `"${displayName}" is empty`, remedy: 'Fill it in.' });
}
