/** Notific's members are known by name in words only, and ASP.NET may write them in camel case: case does not count. */
import type { Json, JsonObject } from '../json';
import { asText, isObject, setMember } from '../json';

/** The spelling that a record uses for one of these names; the first name that it has wins. */
export function spelling(record: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    if (Object.hasOwn(record, name)) return name;
    const folded = name.toLowerCase();
    const found = Object.keys(record).find((member) => member.toLowerCase() === folded);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function member(record: Json, ...names: readonly string[]): Json | undefined {
  if (!isObject(record)) return undefined;
  const name = spelling(record, names);
  return name === undefined ? undefined : record[name];
}

/** The record's Id as text, blanks around it included: they make another record. null when there is none. */
export function idOf(record: Json): string | null {
  return asText(member(record, 'Id'));
}

/** A copy with these members set, each under the spelling that the record has for it. */
export function overlay(record: JsonObject, changes: JsonObject): JsonObject {
  const result: JsonObject = { ...record };
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) setMember(result, spelling(result, [name]) ?? styled(name, record), value);
  }
  return result;
}

/** A copy without these members. */
export function without(record: JsonObject, names: readonly string[]): JsonObject {
  const gone = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(record).filter(([name]) => !gone.has(name.toLowerCase())));
}

/** A new member is written in the case of its neighbours. */
export function styled(name: string, record: JsonObject): string {
  const isCamel = spelling(record, ['Id']) === 'id';
  return isCamel ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
}
