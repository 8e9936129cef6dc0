/** What is sent, as Deskpro writes it. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';

const REFERENCES = new Set([
  'department',
  'agent',
  'agent_team',
  'organization',
  'category',
  'priority',
  'product',
  'workflow',
  'language',
  'brand',
  'parent',
  'person',
]);

/** Members that are not given are not sent; ids go as numbers, e-mail addresses and codes as text. */
export function bodyOf(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, serialize(name, value)]])),
  );
}

/**
 * The body of an update.
 * @throws VendorError bad_input when no member is given
 */
export function changeOf(fields: JsonObject): JsonObject {
  const body = bodyOf(fields);
  if (Object.keys(body).length > 0) return body;
  throw new VendorError({
    code: 'bad_input',
    message: 'Nothing was given to change',
    remedy: 'Give at least one field.',
  });
}

function serialize(name: string, value: Json): Json {
  if (REFERENCES.has(name) && typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return isObject(value) && name === 'message' ? bodyOf(value) : value;
}
