/** What an attachment means: of an activity, or of the list of a ticket's files. */
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import type { Rows } from '../../model';
import { clean } from '../../text';
import { IssueCollector, SIZE, parseInstant, wholeNumberFrom } from '../../unify';
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
  return isObject(file) ? (asText(file['id']) ?? asText(file['src'])?.replace(/[?#].*$/, '') ?? null) : null;
}

/** All that tells it from other files: an answer may leave out the one or the other. */
export function fileNames(file: Json): string[] {
  const src = isObject(file) ? asText(file['src'])?.replace(/[?#].*$/, '') : undefined;
  return [...new Set([fileId(file), src].flatMap((name) => name ?? []))];
}

export function addFile(file: Json, owner: Owner, context: UnifyContext, issues: IssueCollector, rows: Rows): void {
  const id = fileId(file);
  if (!isObject(file) || id === null) {
    issues.add('field', 'attachments', 'attachment_without_id', file);
    return;
  }
  const name = asText(file['filename']) ?? asText(file['caption']);
  const mediaType = asText(file['mimeType']) ?? asText(file['contentType']);
  rows.attachments.push({
    attachment_id: clean(id),
    ticket_id: owner.ticket_id,
    comment_id: owner.comment_id,
    file_name: name === null ? null : clean(name),
    media_type: mediaType === null ? null : clean(mediaType),
    size_bytes: wholeNumberFrom(file['size'], 'attachments.size', issues, SIZE, 'not_a_size'),
    created_at: parseInstant(file['createdDateTime'], 'attachments.createdDateTime', context, issues) ?? owner.at,
  });
}

/** A file that the list of the ticket names and no activity does. */
export function unifyFile(file: Json, ticketId: string, context: UnifyContext, rows: Rows): void {
  const id = fileId(file);
  const issues = new IssueCollector(rows, id === null ? null : clean(id));
  addFile(file, { ticket_id: clean(ticketId), comment_id: null, at: null }, context, issues, rows);
}
