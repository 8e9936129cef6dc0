/** Unified rows as the working database stores them: columns in order, text bounded, ids folded once. */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../vendors/json';
import type { Attachment, Comment, CustomValue, Person, StatusChange, Ticket } from '../../../vendors/model';
import { clean, cut, fold } from '../../../vendors/text';
import { foldedTags } from './tags';

/** Power BI refuses longer text. */
const TEXT_LIMIT = 32_000;

export type Content = Record<string, Json>;

export function ticketContent(ticket: Ticket): Content {
  const { custom_fields: _values, is_open: _derived, extra, tags, ...columns } = ticket;
  const folded = foldedTags(tags ?? []);
  return {
    ...bounded(columns),
    folded: foldedId(ticket.ticket_id),
    tags: tags === null ? null : folded.map(({ tag }) => tag),
    tag_labels: tags === null ? null : folded.map(({ label }) => label),
    extra: wellFormed(JSON.stringify(extra)),
  };
}

export function commentContent(comment: Comment): Content {
  return { ...bounded(comment), folded: foldedId(comment.comment_id) };
}

export function changeContent(change: StatusChange): Content {
  return { ...bounded(change), origin: 'vendor' };
}

export function attachmentContent(attachment: Attachment): Content {
  const size = attachment.size_bytes;
  return {
    ...bounded(attachment),
    size_bytes: size !== null && Number.isSafeInteger(Math.trunc(size)) ? Math.trunc(size) : null,
    folded: foldedId(attachment.attachment_id),
  };
}

export function valueContent(ticketId: string, value: CustomValue): Content {
  const { name: _name, type: _type, option_ids: options, ...columns } = value;
  return { ticket_id: ticketId, ...bounded(columns), option_ids: options?.map(wellFormed) ?? null };
}

/** Without the role where it only was seen: roles of mentions are kept apart. */
export function personContent(person: Person, origin: Origin): Content {
  const role = origin === 'list' ? person.role : null;
  return { ...bounded({ ...person, role }), origin, folded: foldedId(person.person_id) };
}

export type Origin = 'list' | 'mention' | 'reference';

export function namedContent(row: JsonObject, id: string, origin: Origin): Content {
  return { ...bounded(row), origin, folded: foldedId(id) };
}

export function bounded(row: object): Content {
  const content: Content = {};
  for (const [name, value] of Object.entries(row) as Array<[string, Json]>) {
    content[name] = typeof value === 'string' ? cut(wellFormed(value), TEXT_LIMIT) : value;
  }
  return content;
}

/** NULL where folding changes nothing: ids that fold alike are found by those where it does. */
export function foldedId(id: string): string | null {
  const folded = fold(id);
  return folded === id ? null : folded;
}

function wellFormed(text: string): string {
  return text.isWellFormed() && !text.includes('\u0000') ? text : clean(text);
}

/** Tells one state of a row from another. */
export function hashOf(content: unknown): string {
  return createHash('sha1').update(JSON.stringify(content)).digest('base64');
}
