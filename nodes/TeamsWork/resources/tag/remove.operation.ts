import { tag } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';
import { TAGS } from './parameters';

export const remove: Operation = {
  ...heading('remove', 'Remove tags from ticket', 'Remove tags from a ticket and keep its others'),
  output: 'tickets',
  properties: [TICKET, TAGS, ACTING_USER, ...outputProperties('tickets')],
  execute: async (run) => {
    const unwanted = run.parameters.requiredNames('tags');
    const ticket = await tag.remove(run.call, await ticketIdOf(run), unwanted, actingUser(run));
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
