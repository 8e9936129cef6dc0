/** What projects and remote fields mean. */
import type { Json, JsonObject } from '../../json';
import { arrayAt, isObject, objectAt, textOf } from '../../json';
import type { Rows } from '../../model';
import { clean } from '../../text';
import { Notes, refuseRecord, textFrom } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';

export function unifyProject(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? textOf(record['id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  rows.queues.push({
    queue_id: clean(id),
    name: textFrom(record['name'], 'name', new Notes(rows, id)),
    kind: 'project',
  });
}

/** A field that the provider has by itself is no custom field; its options still name values. */
export function unifyRemoteField(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? textOf(record['field_id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const fieldId = clean(id);
  const notes = new Notes(rows, fieldId);
  if (record['field_scope'] !== 'standard') {
    const name = textFrom(record['provider_field_name'], 'provider_field_name', notes);
    rows.custom_fields.push({ field_id: fieldId, name, type: typeOf(objectAt(record, 'schema')) });
  }
  for (const option of optionsOf(record)) {
    rows.names.push({ kind: 'option', id: `${fieldId}/${clean(option.id)}`, name: clean(option.name) });
  }
}

export interface FieldOption {
  id: string;
  name: string;
}

/** The choices of a remote field: `enum_option_values`, else `enum_values`, which are names only. */
export function optionsOf(field: JsonObject): FieldOption[] {
  const schema = objectAt(field, 'schema');
  const options = arrayAt(schema, 'enum_option_values').flatMap((option) => {
    const id = isObject(option) ? textOf(option['id']) : null;
    const name = isObject(option) ? (textOf(option['name']) ?? id) : null;
    return id === null || name === null ? [] : [{ id, name }];
  });
  if (options.length > 0) return options;
  return arrayAt(schema, 'enum_values').flatMap((value) => {
    const name = textOf(value);
    return name === null ? [] : [{ id: name, name }];
  });
}

/** `field_Type` is the provider's own type and is written with a capital T (Synqly Python SDK 2.0.39). */
function typeOf(schema: JsonObject): string | null {
  return textOf(schema['field_type_id']) ?? textOf(schema['field_Type']);
}
