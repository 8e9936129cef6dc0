import { tag } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';
import { TAGS } from './parameters';

export const remove: Operation = {
  ...heading('remove', 'Remove tags from ticket', 'Remove tags from a ticket and keep its others'),
  output: 'tickets',
  properties: [TICKET, TAGS, WRITER_FIELDS, ...outputProperties('tickets')],
  execute: async (run) => {
    const tags = run.parameters.requiredNames('tags');
    const ticket = await tag.remove(run.call, ticketIdOf(run), tags, { creator: writerOf(run) });
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
