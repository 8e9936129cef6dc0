/** JSON Patch (RFC 6902) as Synqly takes it: a bare array. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import type { NewTicket, PatchStep } from '../requests';

const OPS = ['add', 'copy', 'move', 'remove', 'replace', 'test'] as const;

/** undefined leaves a member as it is, null empties it. */
export type TicketChange = { [Member in Exclude<keyof NewTicket, 'custom_fields'>]?: NewTicket[Member] | null } & {
  /** By name; null empties a field. Fields that are not named stay. */
  custom_fields?: JsonObject;
};

/**
 * A step for each member that is given. Always `add`: RFC 6902 lets it overwrite a member and make one that is not
 * there, while `replace` fails where the member is missing, as Synqly leaves out what is empty.
 */
export function membersSet(members: object): PatchStep[] {
  return entriesOf(members).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
}

/**
 * Steps for custom fields, from those that the ticket has: `add` needs the object that holds them, and `remove`
 * needs the field.
 * @param custom by name; null empties a field, and one that is empty already needs no step
 * @param present what stands under `custom_fields` now
 */
export function customFieldsSet(custom: JsonObject, present: Json | undefined): PatchStep[] {
  const entries = entriesOf(custom);
  if (!isObject(present)) {
    const values = Object.fromEntries(entries.filter(([, value]) => value !== null));
    return Object.keys(values).length === 0 ? [] : [{ op: 'add', path: '/custom_fields', value: values }];
  }
  return entries.flatMap(([name, value]): PatchStep[] => {
    const path = `/custom_fields/${pointerPart(name)}`;
    if (value !== null) return [{ op: 'add', path, value }];
    return (present[name] ?? null) === null ? [] : [{ op: 'remove', path }];
  });
}

function entriesOf(members: object): Array<[string, Json]> {
  return (Object.entries(members) as Array<[string, Json | undefined]>).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, Json]],
  );
}

/** A member's name inside a JSON Pointer (RFC 6901). */
function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * A patch that a user wrote, checked by the rules of RFC 6902.
 * @throws VendorError bad_input that names the step
 */
export function checkedSteps(input: Json): PatchStep[] {
  if (!Array.isArray(input) || input.length === 0) {
    throw badPatch('A JSON Patch is a list of steps', 'Write [{"op": "replace", "path": "/status", "value": "Done"}].');
  }
  return input.map((step, at) => checkedStep(step, at + 1));
}

function checkedStep(step: Json, number: number): PatchStep {
  const op = isObject(step) ? OPS.find((known) => known === step['op']) : undefined;
  if (!isObject(step) || op === undefined)
    throw badPatch(`Step ${number} has no known "op"`, `Use one of ${OPS.join(', ')}.`);
  const { path, from, value } = step;
  if (!isPointer(path))
    throw badPatch(`Step ${number} has no "path" that is a JSON Pointer`, 'Begin the path with "/".');
  if (op === 'copy' || op === 'move') {
    if (!isPointer(from)) throw badPatch(`Step ${number}, a ${op}, has no "from"`, 'Begin "from" with "/".');
    return { op, path, from };
  }
  if (op === 'remove') return { op, path };
  if (value === undefined) throw badPatch(`Step ${number}, ${op}, has no "value"`, 'Give a value. null is one too.');
  return { op, path, value };
}

function isPointer(value: Json | undefined): value is string {
  return typeof value === 'string' && (value === '' || value.startsWith('/'));
}

function badPatch(message: string, remedy: string): VendorError {
  return new VendorError({ code: 'bad_input', message, remedy });
}
