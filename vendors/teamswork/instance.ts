/** What GET /instance says: the one queue, the agents, the definitions of custom fields. */
import type { Json, JsonObject } from '../json';
import { arrayAt, asText, isObject, memberOf, objectAt, setMember } from '../json';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text.trim());
}

/** A key opens exactly one instance, so an instance without an id still has a name of its own. */
export function instanceId(instance: JsonObject): string {
  return asText(instance['id']) ?? asText(instance['code']) ?? 'instance';
}

export function instanceName(instance: JsonObject): string | null {
  return asText(instance['displayName']) ?? asText(instance['instanceName']) ?? asText(instance['name']);
}

/** The persons to whom tickets can be assigned, as written. */
export function assigneesOf(instance: JsonObject): Json[] {
  const people = arrayAt(instance['assignees'], 'peoples');
  return people.length > 0 ? people : arrayAt(instance, 'assignees');
}

export interface FieldDefinition {
  id: string;
  title: string | null;
  /** text, textarea, date, toggle, list, peoplepicker, emailpicker; as written where it is another. */
  type: string | null;
  isMultiple: boolean;
  options: Array<{ key: string; text: string }>;
}

/**
 * Definitions from the general list and from the two columns of the form, where the same field appears again.
 * Built-in optional fields stand in those lists too, under ids that are no UUIDs: they are no custom fields.
 */
export function definitionsOf(instance: JsonObject): JsonObject[] {
  const lists = ['customFieldsLeft', 'customFieldsRight', 'optionalFieldsLeft', 'optionalFieldsRight'];
  const placed = lists
    .flatMap((list) => arrayAt(instance, list))
    .filter((field) => isUuid(memberText(field, 'id') ?? ''));
  const merged = new Map<string, JsonObject>();
  for (const field of [...arrayAt(instance, 'customFields'), ...placed]) {
    const id = memberText(field, 'id')?.trim();
    if (id === undefined || !isObject(field)) continue;
    const known = merged.get(id.toLowerCase());
    merged.set(id.toLowerCase(), known === undefined ? field : both(known, field));
  }
  return [...merged.values()];
}

/** One definition in words of our own, from the live form or from the one of API 1.0 (`label`, `type` as text). */
export function definitionOf(field: JsonObject): FieldDefinition | null {
  const id = asText(field['id'])?.trim();
  if (id === undefined) return null;
  const typeKey = isObject(field['type']) ? asText(field['type']['key']) : asText(field['type']);
  return {
    id,
    title: asText(field['title']) ?? asText(field['label']) ?? asText(field['name']),
    type: typeKey?.replace(/^\d+_/, '') ?? null,
    isMultiple: field['isMultiple'] === true,
    options: arrayAt(field, 'options').flatMap(optionOf),
  };
}

function optionOf(option: Json): Array<{ key: string; text: string }> {
  const key = isObject(option) ? (asText(option['key']) ?? asText(option['id'])) : asText(option);
  if (key === null) return [];
  const text = isObject(option) ? (asText(option['text']) ?? asText(option['label'])) : null;
  return [{ key, text: text ?? key }];
}

/** What one copy of a definition leaves out, the other may say. */
function both(first: JsonObject, second: JsonObject): JsonObject {
  const merged: JsonObject = { ...first };
  for (const [name, value] of Object.entries(second)) {
    if (value !== undefined && isBlank(memberOf(merged, name))) setMember(merged, name, value);
  }
  return merged;
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function memberText(record: Json, member: string): string | null {
  return isObject(record) ? asText(record[member]) : null;
}

/** States of the instance's own workflow, where it shows them: id and label. */
export function workflowStates(instance: JsonObject): Array<{ id: string; label: string }> {
  return arrayAt(objectAt(instance, 'workflows'), 'ticket')
    .flatMap((workflow) => arrayAt(workflow, 'nodes'))
    .flatMap((node) => {
      const id = memberText(node, 'id');
      const label = memberText(objectAt(node, 'data'), 'label') ?? memberText(node, 'label');
      return id === null || label === null ? [] : [{ id, label }];
    });
}
