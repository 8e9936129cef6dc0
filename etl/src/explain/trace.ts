/**
 * From which members of a raw record a row got its values: each member is left out in turn, and what changes in the
 * row depends on it. It holds for every service, since it asks the mapping itself.
 */
import type { Json } from '../../../vendors/json';
import { isObject, memberOf } from '../../../vendors/json';

export interface RawValue {
  /** As `person.name` or `labels[]`. */
  path: string;
  value: Json;
}

/** A record without end must not take a minute. */
const MEMBERS = 1500;

/** @param meaning of a record; undefined where it means nothing any more */
export function traced(
  record: Json,
  meaning: (record: Json) => Readonly<Record<string, unknown>> | undefined,
): Map<string, RawValue[]> {
  const whole = meaning(record);
  const origins = new Map<string, RawValue[]>();
  if (whole === undefined) return origins;
  const columns = Object.keys(whole);
  const before = new Map(columns.map((column) => [column, JSON.stringify(whole[column])]));
  for (const steps of leaves(record, []).slice(0, MEMBERS)) {
    // Without its id a record means nothing at all: what another id would change depends on it.
    const changed =
      meaning(replaced(record, steps, undefined)) ?? meaning(replaced(record, steps, another(at(record, steps))));
    if (changed === undefined) continue;
    for (const column of columns) {
      if (JSON.stringify(changed[column]) !== before.get(column)) note(origins, column, steps, record);
    }
  }
  return origins;
}

type Steps = ReadonlyArray<string | number>;

function leaves(value: Json | undefined, steps: Steps): Steps[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => leaves(item, [...steps, at]));
  if (isObject(value)) return Object.entries(value).flatMap(([name, member]) => leaves(member, [...steps, name]));
  return value === undefined || value === null ? [] : [steps];
}

function note(origins: Map<string, RawValue[]>, column: string, steps: Steps, record: Json): void {
  const path = steps.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[]` : text === '' ? step : `${text}.${step}`),
    '',
  );
  const found = origins.get(column) ?? [];
  found.push({ path, value: at(record, steps) });
  origins.set(column, found);
}

function at(record: Json, steps: Steps): Json {
  let value: Json | undefined = record;
  for (const step of steps) value = member(value, step);
  return value ?? null;
}

function member(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  return memberOf(value, step);
}

function another(value: Json): Json {
  return typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}0` : value;
}

/** A copy with another value in one place, or without it; shared where nothing differs. */
function replaced(value: Json, [step, ...inner]: Steps, other: Json | undefined): Json {
  const inside = (member: Json): Json | undefined => (inner.length === 0 ? other : replaced(member, inner, other));
  if (typeof step === 'number' && Array.isArray(value)) {
    const kept = value.map((item, at) => (at === step ? inside(item) : item));
    return kept.filter((item) => item !== undefined);
  }
  if (typeof step !== 'string' || !isObject(value)) return value;
  const members = Object.entries(value).map(
    ([name, member]) => [name, name === step && member !== undefined ? inside(member) : member] as const,
  );
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
