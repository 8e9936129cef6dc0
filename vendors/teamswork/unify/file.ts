/** What an attachment means: of an activity, or of the list of a ticket's files. */
import type { Json } from '../../json';
import { isObject, textOf } from '../../json';
import type { Rows } from '../../model';
import { clean } from '../../text';
import { Notes, SIZE, instantFrom, wholeNumberFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';

/** What a file hangs on. */
interface Owner {
  ticket_id: string;
  comment_id: string | null;
  /** When it was attached, where the file does not say so. */
  at: string | null;
}

/** Its id, or else its address without the signature. */
export function fileId(file: Json): string | null {
  return isObject(file) ? (textOf(file['id']) ?? textOf(file['src'])?.replace(/[?#].*$/, '') ?? null) : null;
}

/** All that tells it from other files: an answer may leave out the one or the other. */
export function fileNames(file: Json): string[] {
  const src = isObject(file) ? textOf(file['src'])?.replace(/[?#].*$/, '') : undefined;
  return [...new Set([fileId(file), src].flatMap((name) => name ?? []))];
}

export function addFile(file: Json, owner: Owner, context: UnifyContext, notes: Notes, rows: Rows): void {
  const id = fileId(file);
  if (!isObject(file) || id === null) {
    notes.add('field', 'attachments', 'attachment_without_id', file);
    return;
  }
  const name = textOf(file['filename']) ?? textOf(file['caption']);
  const mediaType = textOf(file['mimeType']) ?? textOf(file['contentType']);
  rows.attachments.push({
    attachment_id: clean(id),
    ticket_id: owner.ticket_id,
    comment_id: owner.comment_id,
    file_name: name === null ? null : clean(name),
    media_type: mediaType === null ? null : clean(mediaType),
    size_bytes: wholeNumberFrom(file['size'], 'attachments.size', notes, SIZE, 'not_a_size'),
    created_at: instantFrom(file['createdDateTime'], 'attachments.createdDateTime', context, notes) ?? owner.at,
  });
}

/** A file that the list of the ticket names and no activity does. */
export function unifyFile(file: Json, ticketId: string, context: UnifyContext, rows: Rows): void {
  const id = fileId(file);
  const notes = new Notes(rows, id === null ? null : clean(id));
  addFile(file, { ticket_id: clean(ticketId), comment_id: null, at: null }, context, notes, rows);
}
