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

/** The values of a table's columns in their order; undefined: the column is NULL. */
export type Content = Array<Json | undefined>;

/** Where a name comes from: a stream that defines it, a record that mentions it, a mere reference. */
export type Origin = 'list' | 'mention' | 'reference';

const TAGS = placeOf(STORED_TICKETS, 'tags');
const TAG_LABELS = placeOf(STORED_TICKETS, 'tag_labels');
const EXTRA = placeOf(STORED_TICKETS, 'extra');

export function ticketContent(ticket: Ticket): Content {
  const content = contentOf(STORED_TICKETS, ticket);
  if (ticket.tags !== null) {
    const folded = foldedTags(ticket.tags);
    content[TAGS] = folded.map(({ tag }) => tag);
    content[TAG_LABELS] = folded.map(({ label }) => label);
  }
  content[EXTRA] = clean(JSON.stringify(ticket.extra));
  return withFolded(STORED_TICKETS, content, ticket.ticket_id);
}

export function commentContent(comment: Comment): Content {
  return withFolded(STORED_COMMENTS, contentOf(STORED_COMMENTS, comment), comment.comment_id);
}

export function changeContent({ change, place }: ListedChange): Content {
  return contentOf(STORED_CHANGES, { ...change, origin: 'vendor', place });
}

export function attachmentContent(attachment: Attachment): Content {
  const size = attachment.size_bytes === null ? null : Math.trunc(attachment.size_bytes);
  const size_bytes = Number.isSafeInteger(size) ? size : null;
  const content = contentOf(STORED_ATTACHMENTS, { ...attachment, size_bytes });
  return withFolded(STORED_ATTACHMENTS, content, attachment.attachment_id);
}

const TICKET_ID = placeOf(STORED_VALUES, 'ticket_id');
const OPTION_IDS = placeOf(STORED_VALUES, 'option_ids');

export function valueContent(ticketId: string, value: CustomValue): Content {
  const content = contentOf(STORED_VALUES, value);
  content[TICKET_ID] = storedText(ticketId);
  if (value.option_ids !== null) content[OPTION_IDS] = value.option_ids.map(clean);
  return content;
}

/** Without the role where the person was only seen: roles of mentions are kept apart. */
export function personContent(person: Person, origin: Origin): Content {
  const role = origin === 'list' ? person.role : null;
  return withFolded(STORED_PEOPLE, contentOf(STORED_PEOPLE, { ...person, role, origin }), person.person_id);
}

/** A queue or field. */
export function namedContent(table: StoredTable, row: object, id: string, origin: Origin): Content {
  return withFolded(table, contentOf(table, { ...row, origin }), id);
}

/** The members of a row that its table has columns for; text is well-formed and at most 32,000 units long. */
export function contentOf({ columns }: StoredTable, row: object): Content {
  const members = row as Readonly<Record<string, Json | undefined>>;
  return columns.map(([column]) => {
    const value = members[column];
    return typeof value === 'string' ? storedText(value) : (value ?? undefined);
  });
}

/** Where a column's value stands in the contents of its table; -1: it has no such column. */
export function placeOf({ columns }: StoredTable, column: string): number {
  return columns.findIndex(([name]) => name === column);
}

function withFolded(table: StoredTable, content: Content, id: string): Content {
  content[placeOf(table, 'folded')] = foldedId(id);
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
