import { tag } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';
import { inputOf, TAGS } from './parameters';

export const remove: Operation = {
  ...heading(
    'remove',
    'Remove tags from ticket',
    'Remove tags from a ticket and keep its others. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [TICKET, TAGS, ...outputProperties('tickets')],
  execute: async (run) => {
    const ticket = await tag.remove(run.call, inputOf(run), pathsOf(run));
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
