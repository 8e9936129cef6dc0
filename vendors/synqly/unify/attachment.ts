/** What an attachment's metadata means, in a ticket and in a list of its own. */
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import type { Attachment, Rows } from '../../model';
import { clean } from '../../text';
import { parseInstant, IssueCollector, refuseRecord, SIZE, parseText, wholeNumberFrom } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';

export function unifyAttachment(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['id']) : null;
  const ticketId = slice.ticketId ?? (isObject(record) ? asText(record['ticket_id']) : null);
  if (ticketId === null) return refuseRecord(rows, record, id, 'no_ticket_id');
  const row = attachmentRow(record, clean(ticketId), context, new IssueCollector(rows, id));
  if (row === null) return refuseRecord(rows, record, null, 'no_id');
  rows.attachments.push(row);
}

/** @returns null for metadata without an id */
export function attachmentRow(
  record: Json,
  ticketId: string,
  context: UnifyContext,
  issues: IssueCollector,
): Attachment | null {
  const id = isObject(record) ? asText(record['id']) : null;
  if (!isObject(record) || id === null) return null;
  return {
    attachment_id: clean(id),
    ticket_id: ticketId,
    comment_id: null,
    file_name: parseText(record['file_name'], 'file_name', issues),
    media_type: parseText(record['file_type'], 'file_type', issues),
    size_bytes: wholeNumberFrom(record['file_size'], 'file_size', issues, SIZE, 'not_a_size'),
    created_at: parseInstant(record['created_date'], 'created_date', context, issues),
  };
}
