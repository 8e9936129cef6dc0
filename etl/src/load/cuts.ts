/** Texts that are longer than a column holds are cut when they are stored: what was cut is noted, one note a text. */
import type { Rows } from '../../../vendors/model';
import { IssueCollector } from '../../../vendors/unify';
import { TEXT_LIMIT } from './content';

/** Adds a note to the rows' rejects for each text that will be cut. */
export function noteCuts(rows: Rows): void {
  for (const ticket of rows.tickets) {
    noteLong(rows, ticket.ticket_id, ticket);
    for (const { field_id, value_text } of ticket.custom_fields) {
      if (value_text !== null && value_text.length > TEXT_LIMIT)
        noteCut(rows, ticket.ticket_id, `custom_fields.${field_id}`, value_text.length);
    }
  }
  for (const comment of rows.comments) noteLong(rows, comment.comment_id, comment);
  for (const file of rows.attachments) noteLong(rows, file.attachment_id, file);
  for (const change of rows.status_changes) noteLong(rows, change.event_id, change);
  for (const person of rows.people) noteLong(rows, person.person_id, person);
  for (const queue of rows.queues) noteLong(rows, queue.queue_id, queue);
  for (const field of rows.custom_fields) noteLong(rows, field.field_id, field);
  for (const named of rows.names) noteLong(rows, named.id, named);
}

function noteLong(rows: Rows, recordId: string, row: object): void {
  const members = row as Readonly<Record<string, unknown>>;
  for (const member in members) {
    const value = members[member];
    if (typeof value === 'string' && value.length > TEXT_LIMIT) noteCut(rows, recordId, member, value.length);
  }
}

function noteCut(rows: Rows, recordId: string, field: string, length: number): void {
  new IssueCollector(rows, recordId).add('note', field, 'text_cut', `${length} UTF-16 units, ${TEXT_LIMIT} are kept`);
}
