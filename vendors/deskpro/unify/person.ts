/** People, departments, and the names that tickets refer to. */
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, booleanOf, isObject } from '../../json';
import type { NameKind, Person, Rows } from '../../model';
import { IssueCollector, parseText, refuseRecord } from '../../unify';
import { clean } from '../../text';
import { idIn } from '../envelope';
import { titleIn } from './linked';

export function unifyPerson(record: Json, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  rows.people.push(personOf(record, clean(id), new IssueCollector(rows, id)));
}

function personOf(record: JsonObject, id: string, issues: IssueCollector): Person {
  return {
    person_id: id,
    name: nameOf(record),
    email: emailOf(record),
    role: roleOf(record),
    organization: titleIn(record, 'organization'),
    organization_id: idIn(record.organization),
    team: null,
    team_id: null,
    is_active: isActive(record),
    time_zone: parseText(record.timezone, 'timezone', issues),
  };
}

export function nameOf(person: JsonObject): string | null {
  const whole = asText(person.name) ?? asText(person.display_name);
  const parts = [asText(person.first_name), asText(person.last_name)].filter((part) => part !== null).join(' ');
  const name = whole ?? (parts === '' ? null : parts);
  return name === null ? null : clean(name);
}

/** The first address where no primary one is set; addresses are texts or objects. */
export function emailOf(person: JsonObject): string | null {
  const primary = emailIn(person.primary_email);
  return (
    primary ??
    arrayAt(person, 'emails')
      .map(emailIn)
      .find((email) => email !== null) ??
    null
  );
}

function emailIn(value: Json | undefined): string | null {
  const text = asText(isObject(value) ? value.email : value);
  return text === null ? null : clean(text);
}

export function roleOf(person: JsonObject): 'agent' | 'requester' | null {
  const isAgent = booleanOf(person.is_agent);
  return isAgent === null ? null : isAgent ? 'agent' : 'requester';
}

export function isActive(person: JsonObject): boolean | null {
  const flags = [booleanOf(person.is_disabled), booleanOf(person.is_deleted)].filter((flag) => flag !== null);
  return flags.length === 0 ? null : !flags.includes(true);
}

export function unifyDepartment(record: Json, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  rows.queues.push({ queue_id: clean(id), name: titleOf(record), kind: 'department' });
}

/** A lookup whose records are only a name by an id. */
export function unifyName(kind: NameKind, record: Json, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const name = titleOf(record);
  if (name !== null) rows.names.push({ kind, id: clean(id), name });
}

export function titleOf(record: JsonObject): string | null {
  const title = asText(record.title) ?? asText(record.name);
  return title === null ? null : clean(title);
}
