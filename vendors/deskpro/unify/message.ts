/** Messages, their attachments, and the log of a ticket. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject, objectAt } from '../../json';
import type { AuthorRole, Rows } from '../../model';
import { isKeptInternal, noteUnreadableFlag, privateFlagOf } from '../../private-flag';
import { clean } from '../../text';
import { IssueCollector, SIZE, htmlFrom, parseInstant, parseText, refuseRecord, wholeNumberFrom } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import { groupOfStatus } from './statuses';
import { personIn } from './linked';
import { emailOf, nameOf, roleOf, unifyPerson } from './person';

/** The ticket that a per-ticket record belongs to: its own word, else the slice's. */
function ticketOf(record: JsonObject, slice: Slice): string | null {
  return idIn(record.ticket) ?? slice.ticketId ?? null;
}

/**
 * A per-ticket record, or null after it was refused. A merged ticket answers with the messages of the one that
 * survived it: those are rows of that ticket, read there, not of this one.
 */
function ownRecord(
  record: Json,
  slice: Slice,
  rows: Rows,
): { object: JsonObject; id: string; ticketId: string } | null {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) {
    refuseRecord(rows, record, null, 'no_id');
    return null;
  }
  const ticketId = ticketOf(record, slice);
  if (ticketId === null) {
    refuseRecord(rows, record, id, 'no_ticket');
    return null;
  }
  if (slice.ticketId !== undefined && ticketId !== slice.ticketId) {
    new IssueCollector(rows, id).add('note', 'ticket', 'belongs_to_another_ticket', ticketId);
    return null;
  }
  return { object: record, id: clean(id), ticketId: clean(ticketId) };
}

/** Whether a message is a note of agents, or not clearly a public one. */
export function isNote(message: Json): boolean {
  return isKeptInternal(isObject(message) ? noteFlag(message) : null);
}

/**
 * Read back as `is_agent_note` 0 or 1, though it is sent as `is_note`. Where a build gives both, the one that does not
 * clearly say public counts.
 */
function noteFlag(message: JsonObject): Json | undefined {
  const flags = [message.is_agent_note, message.is_note].filter((flag) => flag !== undefined && flag !== null);
  return flags.find(isKeptInternal) ?? flags[0];
}

export function unifyMessage(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  const own = ownRecord(record, slice, rows);
  if (!own) return;
  const { object: message, id, ticketId } = own;
  const issues = new IssueCollector(rows, id);
  const author = personIn(message, 'person');
  const author_id = idIn(message.person);
  const flag = noteFlag(message);
  const note = isKeptInternal(flag);
  noteUnreadableFlag(flag, 'is_agent_note', issues);
  rows.comments.push({
    ticket_id: ticketId,
    comment_id: id,
    author_id: author_id === null ? null : clean(author_id),
    author_name: (author && nameOf(author)) ?? (author_id === null ? null : context.nameOf('person', author_id)),
    author_email: (author && emailOf(author)) ?? parseText(message.email, 'email', issues),
    author_role: authorRole(author, privateFlagOf(flag) === true),
    visibility: note ? 'internal' : 'public',
    kind: note ? 'note' : 'reply',
    title: null,
    body: bodyOf(message, context, issues),
    created_at: parseInstant(message.date_created, 'date_created', context, issues, 'UTC'),
    updated_at: null,
  });
  if (author && idIn(author.id) !== null) unifyPerson(author, rows);
}

/** Only agents write notes. */
function authorRole(author: JsonObject | null, note: boolean): AuthorRole {
  return (author && roleOf(author)) ?? (note ? 'agent' : 'unknown');
}

function bodyOf(message: JsonObject, context: UnifyContext, issues: IssueCollector): string | null {
  for (const member of ['message', 'message_full']) {
    // A picture alone is a message, too: without text, whatever the preview says.
    if (parseText(message[member], member, issues) !== null) return htmlFrom(message[member], member, context, issues);
  }
  return parseText(message.message_preview_text, 'message_preview_text', issues);
}

export function unifyAttachment(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  const own = ownRecord(record, slice, rows);
  if (!own) return;
  const { object: attachment, id, ticketId } = own;
  const issues = new IssueCollector(rows, id);
  const blob = objectAt(attachment, 'blob');
  const message = idIn(attachment.message);
  rows.attachments.push({
    attachment_id: id,
    ticket_id: ticketId,
    comment_id: message === null ? null : clean(message),
    file_name: parseText(blob.filename ?? blob.file_name, 'filename', issues),
    media_type: parseText(blob.content_type, 'content_type', issues),
    size_bytes: sizeOf(blob, issues),
    created_at: parseInstant(attachment.date_created ?? blob.date_created, 'date_created', context, issues, 'UTC'),
  });
}

/** `filesize_readable` ("1.2 KB") is rounded: no size. */
function sizeOf(blob: JsonObject, issues: IssueCollector): number | null {
  const size = blob.filesize ?? blob.file_size ?? blob.size;
  return wholeNumberFrom(size, 'filesize', issues, SIZE, 'not_a_size');
}

/** Names of the two sides of a change in `details`, as builds differ; none is documented. */
const SIDES = [
  ['old_status', 'new_status'],
  ['status_before', 'status_after'],
  ['from', 'to'],
  ['old', 'new'],
  ['before', 'after'],
  ['old_value', 'new_value'],
] as const;

/** Only entries that tell of a status are changes; a log has many others. */
export function unifyLog(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  const own = ownRecord(record, slice, rows);
  if (!own) return;
  const { object: log, id, ticketId } = own;
  const action = asText(log.action_type) ?? asText(log.action) ?? asText(log.type) ?? '';
  const change = /status/i.test(action) ? sidesOf(log) : null;
  if (!change && !isUnread(action, log)) return;
  const issues = new IssueCollector(rows, id);
  const changed_at = parseInstant(log.date_created, 'date_created', context, issues, 'UTC');
  if (changed_at === null) return refuseRecord(rows, record, id, 'no_time');
  const actor = personIn(log, 'person');
  const actorId = idIn(log.person);
  rows.status_changes.push({
    ticket_id: ticketId,
    event_id: id,
    from_status: change?.from ?? null,
    to_status: change?.to ?? null,
    from_group: change && (groupOfStatus(change.from) ?? 'unknown'),
    to_group: change && (groupOfStatus(change.to) ?? 'unknown'),
    changed_at,
    changed_by_id: actorId === null ? null : clean(actorId),
    changed_by_name: actor ? nameOf(actor) : null,
  });
}

const STATUS_ACTION = /^(?:(?:ticket|changed|change|set|updated?)_)*status(?:_(?:changed?|set|updated?))*$/i;

/** A step of the status of which this build does not say where it led: then nobody knows how often it was done. */
function isUnread(action: string, log: JsonObject): boolean {
  if (!STATUS_ACTION.test(action.trim())) return false;
  const details = objectAt(log, 'details');
  const says = (at: 0 | 1) => SIDES.map((sides) => asText(details[sides[at]])).find((text) => text !== null) ?? null;
  const [from, to] = [says(0), says(1)];
  // From nothing to a status is the creation, from one to itself nothing.
  return to === null || (from !== null && from !== to);
}

/**
 * A word that is no status of Deskpro's tells of something else, and an entry without a former status of the
 * creation, which is no change: neither is guessed at.
 */
export function sidesOf(log: JsonObject): { from: string; to: string } | null {
  const details = objectAt(log, 'details');
  for (const [before, after] of SIDES) {
    const from = asText(details[before]);
    const to = asText(details[after]);
    if (from === null || to === null || from === to) continue;
    if (groupOfStatus(from) !== undefined && groupOfStatus(to) !== undefined)
      return { from: clean(from), to: clean(to) };
  }
  return null;
}
