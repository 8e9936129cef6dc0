/** Reading and writing whole records: what every resource of Notific shares. */
import { VendorError, isVendorError } from '../../errors';
import type { Answer, Call } from '../../http';
import { decoded } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import { readCreated, write } from '../../outcome';
import type { Resource } from '../endpoints';
import { RESOURCES } from '../endpoints';
import { idOf, member, overlay, without } from '../members';
import { create, get, list, put, remove } from '../requests';
import { listOf } from '../streams';
import { markedAsUtc } from '../unify/times';

/** @returns every record: there is no filter and no paging */
export async function readAll(call: Call, resource: Resource): Promise<JsonObject[]> {
  return listOf((await call(list(resource))).json, resource).filter(isObject);
}

export async function readOne(call: Call, resource: Resource, id: string): Promise<JsonObject> {
  const { json } = await call(get(resource, id));
  if (isObject(json)) return json;
  throw new VendorError({
    code: 'refused_by_service',
    message: `Notific answered something that is not a record of ${RESOURCES[resource]} for Id ${id}`,
    remedy: 'Check the base URL.',
  });
}

/** @returns the record as it was made, read where the answer names its address only; a receipt where it cannot be shown */
export async function createOne(call: Call, resource: Resource, record: JsonObject): Promise<JsonObject> {
  const answer = await write(call, create(resource, record));
  if (isObject(answer.json) && idOf(answer.json) !== null) return answer.json;
  return readCreated('Notific', idInLocation(answer, resource), (id) => readOne(call, resource, id));
}

/** What a change may add to the bare overlay. */
export interface RecordChange {
  /** Members to set, in any case; null erases. Or what makes them from the record as it was. */
  changes: JsonObject | ((before: JsonObject) => JsonObject);
  /** Members to leave out of what was read, so that they do not act again. */
  drop?: readonly string[];
  /** Values that must still stand, by member: someone may have changed the record in between. */
  expected?: JsonObject;
}

/**
 * PUT erases what is not sent: the record is read, the changes are laid over it without regard to case, and it
 * is sent whole with its Id.
 * @returns the record, read again
 * @throws VendorError conflict when an expected value does not stand any more
 */
export async function changeOne(call: Call, resource: Resource, id: string, change: RecordChange): Promise<JsonObject> {
  return (await changed(call, resource, id, change)).after;
}

/** As `changeOne`. @returns also the record as it was */
export async function changed(
  call: Call,
  resource: Resource,
  id: string,
  change: RecordChange,
): Promise<{ before: JsonObject; after: JsonObject }> {
  const before = await readOne(call, resource, id);
  expectValues(before, change.expected ?? {});
  const kept = markedAsUtc(without(before, ['DoNotSendEmail', ...(change.drop ?? [])]));
  const changes = typeof change.changes === 'function' ? change.changes(before) : change.changes;
  const whole = overlay(kept, { ...changes, Id: member(before, 'Id') ?? id });
  await write(call, put(resource, id, whole));
  return { before, after: await readBack(call, resource, id) };
}

/** @throws VendorError incomplete: the change stands, and a second one would send its e-mails again */
async function readBack(call: Call, resource: Resource, id: string): Promise<JsonObject> {
  const read = await readOne(call, resource, id).catch((error: unknown) => ({ error }));
  if (!('error' in read)) return read;
  if (!isVendorError(read.error) || read.error.code === 'aborted') throw read.error;
  throw new VendorError({
    code: 'incomplete',
    message: `The change was made, but could not be read back: ${read.error.message}`,
    remedy: 'Do not repeat it. Look in Notific.',
    request: read.error.request,
  });
}

export async function removeOne(call: Call, resource: Resource, id: string): Promise<void> {
  await write(call, remove(resource, id));
}

function expectValues(record: JsonObject, expected: JsonObject): void {
  for (const [name, value] of Object.entries(expected)) {
    const now = member(record, name) ?? null;
    if (same(now, value ?? null)) continue;
    throw new VendorError({
      code: 'conflict',
      message: `${name} is ${JSON.stringify(now)} in Notific, not ${JSON.stringify(value ?? null)}, so nothing was changed`,
      remedy: 'Read the record again before you change it.',
    });
  }
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `Location: …/api/Tickets/17`, of the same origin: the number of another system's record would name a stranger here. */
function idInLocation({ location = '' }: Answer, resource: Resource): string | null {
  const id = new RegExp(`/${RESOURCES[resource]}/([^/]+)$`, 'i').exec(location)?.[1];
  return id === undefined ? null : decoded(id);
}
