import { tag } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { TAGS } from './parameters';

export const set: Operation = {
  ...heading('set', 'Set tags of ticket', 'Replace all tags of a ticket, or remove them all'),
  output: 'tickets',
  properties: [TICKET, { ...TAGS, required: undefined }, ...outputProperties('tickets')],
  execute: async (run) => {
    const tags = run.parameters.replacing('tags');
    return ticketItem(run, await tag.set(run.call, await ticketIdOf(run), tags, verbsOf(run)));
  },
};
