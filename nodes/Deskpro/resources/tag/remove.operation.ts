import { tag } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { TAGS } from './parameters';

export const remove: Operation = {
  ...heading('remove', 'Remove tags from ticket', 'Remove tags from a ticket and keep its others'),
  output: 'tickets',
  properties: [TICKET, TAGS, ...outputProperties('tickets')],
  execute: async (run) => {
    const tags = run.parameters.requiredNames('tags');
    return ticketItem(run, await tag.remove(run.call, await ticketIdOf(run), tags, verbsOf(run)));
  },
};
