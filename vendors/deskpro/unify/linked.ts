/** People that an answer side-loads (`include=person,agent`), cut down to what the model says of a person. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject, memberOf, objectAt } from '../../json';
import { clean } from '../../text';
import { idIn } from '../envelope';

/** Not more: a last login or a ticket count would make every ticket look changed. */
const FACTS = [
  'id',
  'name',
  'display_name',
  'first_name',
  'last_name',
  'primary_email',
  'emails',
  'is_agent',
  'is_disabled',
  'is_deleted',
  'organization',
  'timezone',
];

/** @returns `{person, agent}` as far as the record refers to them and they were side-loaded */
export function peopleLinkedTo(record: Json, linked: JsonObject): JsonObject {
  const found: JsonObject = {};
  for (const role of ['person', 'agent']) {
    const id = isObject(record) ? idIn(record[role]) : null;
    const person = id === null ? null : linkedPerson(linked, role, id);
    if (person) found[role] = person;
  }
  return found;
}

/** Agents are people: they may stand under either type. */
function linkedPerson(linked: JsonObject, role: string, id: string): JsonObject | null {
  for (const type of [role, 'person', 'agent']) {
    const found = memberOf(objectAt(linked, type), id);
    if (isObject(found)) return factsOf(found);
  }
  return null;
}

function factsOf(person: JsonObject): JsonObject {
  return Object.fromEntries(FACTS.flatMap((name) => (person[name] === undefined ? [] : [[name, person[name]]])));
}

/** A side-loaded person of a record, or one that stands in place of its id. */
export function personIn(record: JsonObject, role: 'person' | 'agent'): JsonObject | null {
  const inPlace = record[role];
  if (isObject(inPlace)) return inPlace;
  const linked = objectAt(record, 'linked')[role];
  return isObject(linked) ? linked : null;
}

/** @returns `{department, organization}` as far as the record refers to them and they were side-loaded */
export function titlesLinkedTo(record: Json, linked: JsonObject): JsonObject {
  const found: JsonObject = {};
  for (const member of ['department', 'organization']) {
    const id = isObject(record) ? idIn(record[member]) : null;
    const title = id === null ? null : titleOf(memberOf(objectAt(linked, member), id));
    if (title !== null) found[member] = { id, title };
  }
  return found;
}

/** The title of what a record refers to, where it was side-loaded or stands in place of its id. */
export function titleIn(record: JsonObject, member: string): string | null {
  return titleOf(record[member]) ?? titleOf(objectAt(record, 'linked')[member]);
}

function titleOf(value: Json | undefined): string | null {
  const title = isObject(value) ? (asText(value.title) ?? asText(value.name)) : null;
  return title === null ? null : clean(title);
}
