import { tag } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';
import { NEW_TAGS, TAGS, tagsGiven } from './parameters';

export const set: Operation = {
  ...heading('set', 'Set tags of ticket', 'Replace all tags of a ticket, or remove them all'),
  output: 'tickets',
  properties: [TICKET, { ...TAGS, required: undefined }, NEW_TAGS, ACTING_USER, ...outputProperties('tickets')],
  execute: async (run) => {
    const ticket = await tag.set(run.call, await ticketIdOf(run), tagsGiven(run), actingUser(run));
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
