/** How deep the values of a record nest. What nests deeper than anything that people or programs mean is left out. */
import type { Json, JsonObject } from './json';
import { setMember } from './json';

/** Lists and objects within one another. */
export const DEEPEST = 500;
/** From a record down to the member whose value nests too deep. */
const LEVELS = 4;

export interface LeftOut {
  /** As `custom_fields.a` or `items[2]`. */
  path: string;
  value: Json;
}

export interface Shallow {
  record: Json;
  leftOut: readonly LeftOut[];
}

/** @returns the record itself, or a copy in which null stands where a value nests too deep */
export function withoutDeepValues(record: Json): Shallow {
  if (!nestsDeeper(record, DEEPEST)) return { record, leftOut: [] };
  const leftOut: LeftOut[] = [];
  return { record: cut(record, '', LEVELS, leftOut), leftOut };
}

/** Whether more than so many lists and objects stand within one another. */
export function nestsDeeper(value: Json | undefined, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) return value.some((item) => nestsDeeper(item, limit - 1));
  for (const name in value) if (nestsDeeper(value[name], limit - 1)) return true;
  return false;
}

/** Goes down to where other members stand beside the deep one: those are kept. */
function cut(value: Json, path: string, levels: number, leftOut: LeftOut[]): Json {
  if (typeof value !== 'object' || value === null || !nestsDeeper(value, DEEPEST)) return value;
  const isAlone = path !== '' && Object.keys(value).length < 2;
  if (levels === 0 || isAlone) {
    leftOut.push({ path, value });
    return null;
  }
  if (Array.isArray(value)) return value.map((item, at) => cut(item, `${path}[${at}]`, levels - 1, leftOut));
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined)
      setMember(kept, name, cut(member, path === '' ? name : `${path}.${name}`, levels - 1, leftOut));
  }
  return kept;
}
