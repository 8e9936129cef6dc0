import { tag } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';
import { NEW_TAGS, TAGS, tagsRequired } from './parameters';

export const add: Operation = {
  ...heading('add', 'Add tags to ticket', 'Add tags to a ticket and keep those that it has'),
  output: 'tickets',
  properties: [TICKET, TAGS, NEW_TAGS, ACTING_USER, ...outputProperties('tickets')],
  execute: async (run) => {
    const ticket = await tag.add(run.call, await ticketIdOf(run), tagsRequired(run), actingUser(run));
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
