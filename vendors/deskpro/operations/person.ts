import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject, textOf } from '../../json';
import { fold } from '../../text';
import { listIn } from '../pages';
import { idIn } from '../envelope';
import { createPerson, deletePerson, getPerson, queryPeople, updatePerson } from '../requests';
import { emailOf } from '../unify/person';
import { bodyOf } from './body';
import type { Verbs } from './write';
import { create, get, remove, update } from './write';

export type PersonFields = {
  name?: string;
  first_name?: string;
  last_name?: string;
  primary_email?: string;
  /** All addresses, the primary one too. */
  emails?: string[];
  organization?: string | null;
  timezone?: string;
  labels?: string[];
  /** By field id or alias. */
  fields?: JsonObject;
};

export async function createOne(call: Call, input: PersonFields, verbs: Verbs = 'auto'): Promise<JsonObject> {
  return create(call, (verb) => createPerson(bodyOf(input), verb), verbs);
}

export async function getOne(call: Call, id: string): Promise<JsonObject> {
  return get(call, getPerson(id));
}

export async function updateOne(
  call: Call,
  id: string,
  input: PersonFields,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return update(call, (verb) => updatePerson(id, bodyOf(input), verb), verbs, getPerson(id));
}

/**
 * The person with this primary address; the address travels in the body, not in a URL.
 * @returns null also when it is only a second address, or a deleted agent's: Deskpro cannot search those
 */
export async function findByEmail(call: Call, email: string): Promise<JsonObject | null> {
  const list = listIn(await call(queryPeople({ primary_email: email })), 'people');
  const matches = (record: Json): record is JsonObject =>
    isObject(record) && fold(emailOf(record) ?? '') === fold(email);
  return list.records.find(matches) ?? null;
}

/** Updates the person with this primary address, or creates one. */
export async function upsertOne(
  call: Call,
  email: string,
  input: PersonFields,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const found = await findByEmail(call, email);
  const id = found === null ? null : idIn(found.id);
  if (id === null) return createOne(call, { ...input, primary_email: textOf(input.primary_email) ?? email }, verbs);
  return updateOne(call, id, input, verbs);
}

export async function deleteOne(call: Call, id: string): Promise<JsonObject> {
  return remove(call, deletePerson(id));
}
