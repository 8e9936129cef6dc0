/** Unified rows as the working database stores them: the columns of their table in order, text bounded, ids folded once. */
import type { Json } from '../../../vendors/json';
import type { Attachment, Comment, CustomValue, Person, Ticket } from '../../../vendors/model';
import { clean, cut, fold } from '../../../vendors/text';
import type { StoredTable } from '../store/staging-tables';
import {
  STORED_ATTACHMENTS,
  STORED_CHANGES,
  STORED_COMMENTS,
  STORED_PEOPLE,
  STORED_TICKETS,
  STORED_VALUES,
} from '../store/staging-tables';
import type { ListedChange } from './listed-rows';
import { foldedTags } from './tags';

/** Power BI refuses longer text. */
export const TEXT_LIMIT = 32_000;

/** Columns in order; undefined: the column is NULL. */
export type Content = Record<string, Json | undefined>;

/** Where a name comes from: a stream that defines it, a record that mentions it, a mere reference. */
export type Origin = 'list' | 'mention' | 'reference';

export function ticketContent(ticket: Ticket): Content {
  const folded = foldedTags(ticket.tags ?? []);
  const content = contentOf(STORED_TICKETS, ticket);
  content['folded'] = foldedId(ticket.ticket_id);
  content['tags'] = ticket.tags === null ? undefined : folded.map(({ tag }) => tag);
  content['tag_labels'] = ticket.tags === null ? undefined : folded.map(({ label }) => label);
  content['extra'] = clean(JSON.stringify(ticket.extra));
  return content;
}

export function commentContent(comment: Comment): Content {
  return { ...contentOf(STORED_COMMENTS, comment), folded: foldedId(comment.comment_id) };
}

export function changeContent({ change, place }: ListedChange): Content {
  return { ...contentOf(STORED_CHANGES, change), origin: 'vendor', place: place ?? undefined };
}

export function attachmentContent(attachment: Attachment): Content {
  const size = attachment.size_bytes === null ? null : Math.trunc(attachment.size_bytes);
  return {
    ...contentOf(STORED_ATTACHMENTS, attachment),
    size_bytes: size !== null && Number.isSafeInteger(size) ? size : undefined,
    folded: foldedId(attachment.attachment_id),
  };
}

export function valueContent(ticketId: string, value: CustomValue): Content {
  const content = contentOf(STORED_VALUES, value);
  content['ticket_id'] = storedText(ticketId);
  content['option_ids'] = value.option_ids?.map(clean);
  return content;
}

/** Without the role where the person was only seen: roles of mentions are kept apart. */
export function personContent(person: Person, origin: Origin): Content {
  const role = origin === 'list' ? (person.role ?? undefined) : undefined;
  return { ...contentOf(STORED_PEOPLE, person), role, origin, folded: foldedId(person.person_id) };
}

/** A queue or field. */
export function namedContent(table: StoredTable, row: object, id: string, origin: Origin): Content {
  return { ...contentOf(table, row), origin, folded: foldedId(id) };
}

/** The members of a row that its table has columns for; text is well-formed and at most 32,000 units long. */
export function contentOf(table: StoredTable, row: object): Content {
  const members = row as Readonly<Record<string, Json | undefined>>;
  const content: Content = {};
  for (const [column] of table.columns) {
    const value = members[column] ?? undefined;
    content[column] = typeof value === 'string' ? storedText(value) : value;
  }
  return content;
}

/** NULL where folding changes nothing: ids that fold alike are found by those where it does. */
function foldedId(id: string): string | undefined {
  const folded = fold(id);
  return folded === id ? undefined : folded;
}

/** Well-formed, and no longer than a column holds. */
export function storedText(text: string): string {
  return cut(clean(text), TEXT_LIMIT);
}
