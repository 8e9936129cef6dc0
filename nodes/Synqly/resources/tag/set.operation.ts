import { tag } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';
import { TAGS } from './parameters';

export const set: Operation = {
  ...heading('set', 'Set tags of ticket', 'Replace all tags of a ticket, or remove them all'),
  output: 'tickets',
  properties: [
    TICKET,
    { ...TAGS, required: undefined, description: 'Names of tags, separated by commas; none removes them all' },
    WRITER_FIELDS,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const tags = run.parameters.replacing('tags');
    const ticket = await tag.set(run.call, ticketIdOf(run), tags, { creator: writerOf(run) });
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
