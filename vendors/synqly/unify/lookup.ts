/** What projects and remote fields mean. */
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject, objectAt } from '../../json';
import type { Rows } from '../../model';
import { clean } from '../../text';
import { IssueCollector, parseText, refuseRecord } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';

export function unifyProject(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  rows.queues.push({
    queue_id: clean(id),
    name: parseText(record['name'], 'name', new IssueCollector(rows, id)),
    kind: 'project',
  });
}

/** A field that the provider has by itself is no custom field; its options still name values. */
export function unifyRemoteField(record: Json, _slice: Slice, _context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['field_id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const fieldId = clean(id);
  const issues = new IssueCollector(rows, fieldId);
  if (record['field_scope'] !== 'standard') {
    const name = parseText(record['provider_field_name'], 'provider_field_name', issues);
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
    const id = isObject(option) ? asText(option['id']) : null;
    const name = isObject(option) ? (asText(option['name']) ?? id) : null;
    return id === null || name === null ? [] : [{ id, name }];
  });
  if (options.length > 0) return options;
  return arrayAt(schema, 'enum_values').flatMap((value) => {
    const name = asText(value);
    return name === null ? [] : [{ id: name, name }];
  });
}

/** `field_Type` is the provider's own type and is written with a capital T (Synqly Python SDK 2.0.39). */
function typeOf(schema: JsonObject): string | null {
  return asText(schema['field_type_id']) ?? asText(schema['field_Type']);
}
