import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { fold } from '../../text';
import { listIn } from '../streams/pages';
import { idIn, listingOf, recordOf } from '../envelope';
import { createPerson, deletePerson, getPerson, queryPeople, updatePerson } from '../requests';
import { titlesLinkedTo } from '../unify/linked';
import { emailOf } from '../unify/person';
import { bodyOf, changeOf } from './body';
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
  return create(call, (verb) => createPerson(bodyOf(input), verb), getPerson, verbs);
}

/** @returns the person with the organization side-loaded under `linked` */
export async function getOne(call: Call, id: string): Promise<JsonObject> {
  const answer = await answerOrError(call, getPerson(id, [['include', 'organization']]));
  if (answer instanceof VendorError) {
    if (answer.code === 'invalid_request') return get(call, getPerson(id));
    throw answer;
  }
  const record = recordOf(answer.json);
  if (record) return withTitles(record, listingOf(answer.json)?.linked ?? {});
  throw new VendorError({ code: 'not_found', message: `Deskpro answered without a person for ${id}` });
}

function withTitles(record: JsonObject, linked: JsonObject): JsonObject {
  const found = titlesLinkedTo(record, linked);
  return Object.keys(found).length === 0 ? record : { ...record, linked: found };
}

export async function updateOne(
  call: Call,
  id: string,
  input: PersonFields,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const body = changeOf(input);
  return update(
    call,
    (verb) => updatePerson(id, body, verb),
    verbs,
    () => getOne(call, id),
  );
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

/**
 * @param requested an id or an e-mail address
 * @throws VendorError bad_input when it is neither; not_found when nobody has the address
 */
export async function idFrom(call: Call, requested: string): Promise<string> {
  const text = reachable(requested);
  if (!text.includes('@')) return text;
  const found = await findByEmail(call, text);
  const id = found === null ? null : idIn(found.id);
  if (id !== null) return id;
  throw new VendorError({
    code: 'not_found',
    message: `Deskpro knows nobody with the primary e-mail address ${text}`,
    remedy: "Second addresses and deleted agents cannot be searched. Give the person's ID.",
  });
}

/**
 * A person as tickets and messages take one: by id or by e-mail address. An unknown address creates the person.
 * @throws VendorError bad_input when it is neither
 */
export function reachable(requested: string): string {
  const text = requested.trim();
  if (/^\d+$/.test(text) || /^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new VendorError({
    code: 'bad_input',
    message: `"${text}" is neither a person's ID nor an e-mail address`,
    remedy: 'Deskpro does not find people by their names. Give the ID or the e-mail address.',
  });
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
  if (id === null) return createOne(call, { ...input, primary_email: asText(input.primary_email) ?? email }, verbs);
  const isGiven = Object.values(input).some((value) => value !== undefined);
  return found !== null && !isGiven ? found : updateOne(call, id, input, verbs);
}

export async function deleteOne(call: Call, id: string): Promise<JsonObject> {
  return remove(call, deletePerson(id));
}
