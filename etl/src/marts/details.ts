/** Tags and attachments. */
import { attachments, ticketTags } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import type { Scope } from './scope';
import type { SqlClock } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/** Temporary table t_tag_categories, of tags that are in one category only. */
export function prepareTagCategories(session: Session, t: Tables<'names'>): Promise<Tables<'tag_categories'>> {
  return make(
    session,
    'tag_categories',
    `SELECT source, id[strpos(id, '/') + 1:] AS tag, min(name) AS category FROM ${t.names} WHERE kind = 'tag_category'
     GROUP BY ALL HAVING count(DISTINCT name) = 1`,
  );
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

export function attachmentsMart(
  keys: Keys,
  clock: SqlClock,
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
