/** What the parts of the instance mean: a queue, agents, custom fields with their options. */
import type { Json } from '../../json';
import { arrayAt, asText, isObject } from '../../json';
import type { Rows } from '../../model';
import { clean, fold } from '../../text';
import { refuseRecord } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';
import { definitionOf, instanceId, instanceName } from '../instance';
import { addPerson, personOf } from './person';

export function unifyInstance(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  if (!isObject(record)) {
    refuseRecord(rows, record, null, 'not_an_instance');
    return;
  }
  const name = instanceName(record);
  rows.queues.push({ queue_id: clean(instanceId(record)), name: name === null ? null : clean(name), kind: 'instance' });
}

export function unifyAssignee(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const person = personOf(record);
  if (person === null) refuseRecord(rows, record, null, 'person_without_id');
  addPerson(rows, person, 'agent');
}

export function unifyField(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const definition = isObject(record) ? definitionOf(record) : null;
  if (definition === null) {
    refuseRecord(rows, record, null, 'field_without_id');
    return;
  }
  const { id, title, type, options } = definition;
  const field_id = clean(id);
  rows.custom_fields.push({
    field_id,
    name: title === null ? null : clean(title),
    type: type === null ? null : clean(type),
  });
  for (const option of options)
    rows.names.push({ kind: 'option', id: clean(`${id}/${option.key}`), name: clean(option.text) });
}

/** The names of a category and of its tags, also of those that are not given to new tickets any more. */
export function unifyTagCategory(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['id'])?.trim() : undefined;
  const name = isObject(record) ? (asText(record['text']) ?? asText(record['name'])) : null;
  if (!isObject(record) || id === undefined || name === null) {
    refuseRecord(rows, record, id ?? null, 'category_without_name');
    return;
  }
  for (const tag of arrayAt(record, 'tags')) {
    const text = isObject(tag) ? asText(tag['text']) : asText(tag);
    if (text !== null)
      rows.names.push({ kind: 'tag_category', id: `${clean(id)}/${fold(clean(text))}`, name: clean(name) });
  }
}
