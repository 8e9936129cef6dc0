import { tag } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';
import { TAGS } from './parameters';

export const add: Operation = {
  ...heading('add', 'Add tags to ticket', 'Add tags to a ticket and keep those that it has'),
  output: 'tickets',
  properties: [TICKET, TAGS, WRITER_FIELDS, ...outputProperties('tickets')],
  execute: async (run) => {
    const tags = run.parameters.requiredNames('tags');
    const ticket = await tag.add(run.call, ticketIdOf(run), tags, { creator: writerOf(run) });
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
