/** What comments (public) and notes (internal, with a title) mean. Both write Markdown. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { Comment, Rows } from '../../model';
import { clean } from '../../text';
import { parseInstant, markdownFrom, IssueCollector, refuseRecord, parseText } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';
import { personNamed, personRow } from './person';

/** Ids of comments and notes may coincide. */
const NOTE_PREFIX = 'note-';

/** A note's own id, also from the id of its unified row. */
export function noteIdFrom(id: string): string {
  return id.startsWith(NOTE_PREFIX) ? id.slice(NOTE_PREFIX.length) : id;
}

type CommentStyle = Pick<Comment, 'visibility' | 'kind'> & { prefix: string; role: 'agent' | null };

export function unifyComment(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  add(record, slice, context, rows, { visibility: 'public', kind: 'comment', prefix: '', role: null });
}

export function unifyNote(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  add(record, slice, context, rows, { visibility: 'internal', kind: 'note', prefix: NOTE_PREFIX, role: 'agent' });
}

function add(record: Json, slice: Slice, context: UnifyContext, rows: Rows, style: CommentStyle): void {
  const id = isObject(record) ? asText(record['id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const ticketId = slice.ticketId ?? asText(record['ticket_id']);
  if (ticketId === null) return refuseRecord(rows, record, id, 'no_ticket_id');
  const issues = new IssueCollector(rows, style.prefix + clean(id));
  rows.comments.push(commentOf(record, style, { ticket: clean(ticketId), comment: clean(id) }, context, issues, rows));
}

function commentOf(
  record: JsonObject,
  { prefix, visibility, kind, role }: CommentStyle,
  ids: { ticket: string; comment: string },
  context: UnifyContext,
  issues: IssueCollector,
  rows: Rows,
): Comment {
  const writer = parseText(record['creator'], 'creator', issues);
  const author = writer === null ? null : personNamed(writer);
  if (author) rows.people.push(personRow(author, role));
  return {
    ticket_id: ids.ticket,
    comment_id: prefix + ids.comment,
    author_id: author?.id ?? null,
    author_name: author?.name ?? null,
    author_email: author?.email ?? null,
    // Requesters write no notes; on whose side the writer of a comment stands, Synqly does not say.
    author_role: role ?? 'unknown',
    visibility,
    kind,
    title: kind === 'note' ? parseText(record['title'], 'title', issues) : null,
    body: markdownFrom(record['content'], 'content', context, issues),
    created_at: parseInstant(record['created_at'], 'created_at', context, issues),
    updated_at: parseInstant(record['updated_at'], 'updated_at', context, issues),
  };
}
