/** Tags, custom fields and attachments. */
import { customFields } from '../schema/reference-tables';
import { attachments, ticketCustomFields, ticketTags } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import type { Scope } from './scope';
import type { Clock } from './sql-time';
import { boundedText } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary tables t_fields, where what a list says wins over what a record mentions; and t_tag_categories, of tags that
 * are in one category only.
 */
export async function prepareDetails(
  session: Session,
  t: Tables<'names'>,
): Promise<Tables<'fields' | 'tag_categories'>> {
  const best = (column: string) =>
    `coalesce(max(${column}) FILTER (origin = 'list'), max(${column}) FILTER (origin = 'mention')) AS ${column}`;
  const fields = await make(
    session,
    'fields',
    `SELECT source, field_id, ${best('name')}, ${best('type')}, bool_or(origin = 'list') AS is_listed
     FROM w_fields GROUP BY source, field_id`,
  );
  const tagCategories = await make(
    session,
    'tag_categories',
    `SELECT source, id[strpos(id, '/') + 1:] AS tag, min(name) AS category FROM ${t.names} WHERE kind = 'tag_category'
     GROUP BY ALL HAVING count(DISTINCT name) = 1`,
  );
  return { ...fields, ...tagCategories };
}

export function tagsMart(s: Scope, t: Tables<'tickets' | 'tag_categories'>): Mart {
  return {
    table: ticketTags,
    select: `
      SELECT t.ticket_key, t.source, t.vendor, x.tag, x.tag_label, c.category AS tag_category
      FROM (
        -- In a lake in which an earlier version erased somebody, two tags of a ticket may be one.
        SELECT source, ticket_id, tag, min(tag_label) AS tag_label
        FROM (SELECT source, ticket_id, unnest(tags) AS tag, unnest(tag_labels) AS tag_label FROM ${s.tickets}) GROUP BY ALL
      ) x
      JOIN ${t.tickets} t ON t.source = x.source AND t.ticket_id = x.ticket_id
      LEFT JOIN ${t.tag_categories} c ON c.source = x.source AND c.tag = x.tag`,
  };
}

export function customFieldsMart(keys: Keys, t: Tables<'fields' | 'sources'>): Mart {
  return {
    table: customFields,
    select: `
      WITH filled AS (SELECT DISTINCT source, field_id FROM w_custom_values),
        -- What tickets name by its label, or as a member that the service has no place for, may be defined under another id.
        told AS (
          SELECT f.source, f.field_id, min(d.field_id) AS definition, min(d.name) AS name, min(d.type) AS type
          FROM ${t.fields} f SEMI JOIN filled USING (source, field_id)
          JOIN ${t.fields} d ON d.source = f.source AND d.is_listed AND (d.name = f.field_id OR f.field_id = 'unmapped.' || d.field_id)
          ANTI JOIN filled x ON x.source = d.source AND x.field_id = d.field_id
          WHERE NOT f.is_listed GROUP BY f.source, f.field_id HAVING count(*) = 1
        )
      SELECT ${keys.field('f.source', 'f.field_id')} AS field_key, f.source, s.vendor, f.field_id,
        coalesce(d.name, f.name) AS name, coalesce(d.type, f.type) AS type
      FROM ${t.fields} f JOIN ${t.sources} s USING (source) LEFT JOIN told d ON d.source = f.source AND d.field_id = f.field_id
      WHERE s.custom_fields AND (f.is_listed OR (f.source, f.field_id) IN (SELECT (source, field_id) FROM filled))
        AND (f.source, f.field_id) NOT IN (SELECT (source, definition) FROM told)`,
  };
}

export function customValuesMart(keys: Keys, clock: Clock, s: Scope, t: Tables<'tickets' | 'sources' | 'names'>): Mart {
  return {
    table: ticketCustomFields,
    select: `
      WITH labels AS (
        SELECT o.source, o.ticket_id, o.field_id, string_agg(coalesce(n.name, o.option_id), ', ' ORDER BY o.position) AS joined
        FROM (SELECT source, ticket_id, field_id, unnest(option_ids) AS option_id, generate_subscripts(option_ids, 1) AS position
              FROM ${s.values} WHERE option_ids IS NOT NULL) o
        LEFT JOIN ${t.names} n ON n.source = o.source AND n.kind = 'option' AND n.id = o.field_id || '/' || o.option_id
        GROUP BY o.source, o.ticket_id, o.field_id
      )
      SELECT t.ticket_key, ${keys.field('v.source', 'v.field_id')} AS field_key, v.source, t.vendor,
        coalesce(${boundedText('l.joined')}, one.name, v.value_text) AS value_text, v.value_number, v.value_boolean,
        v.value_at, coalesce(v.value_date::TIMESTAMP, ${clock.local('v.value_at')}) AS value_local,
        coalesce(v.value_date, ${clock.date('v.value_at')}) AS value_date
      FROM ${s.values} v JOIN ${t.tickets} t ON t.source = v.source AND t.ticket_id = v.ticket_id
      JOIN ${t.sources} s ON s.source = v.source AND s.custom_fields
      LEFT JOIN labels l ON l.source = v.source AND l.ticket_id = v.ticket_id AND l.field_id = v.field_id
      -- An option that is not in a list is known by its text.
      LEFT JOIN ${t.names} one ON one.source = v.source AND one.kind = 'option' AND v.option_ids IS NULL AND one.id = v.field_id || '/' || v.value_text`,
  };
}

export function attachmentsMart(
  keys: Keys,
  clock: Clock,
  s: Scope,
  t: Tables<'tickets' | 'sources' | 'comments'>,
): Mart {
  return {
    table: attachments,
    select: `
      SELECT ${keys.attachment('a.source', 'a.ticket_id', 'a.attachment_id')} AS attachment_key, t.ticket_key, c.comment_key, a.source, t.vendor,
        a.file_name, a.media_type, a.size_bytes, a.created_at, ${clock.local('a.created_at')} AS created_local
      FROM ${s.attachments} a JOIN ${t.tickets} t ON t.source = a.source AND t.ticket_id = a.ticket_id
      JOIN ${t.sources} s ON s.source = a.source AND s.attachments
      LEFT JOIN ${t.comments} c ON c.source = a.source AND c.ticket_id = a.ticket_id AND c.comment_id = a.comment_id
      WHERE a.gone_at IS NULL`,
  };
}
