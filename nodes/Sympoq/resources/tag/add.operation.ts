import { tag } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';
import { inputOf, TAGS } from './parameters';

export const add: Operation = {
  ...heading(
    'add',
    'Add tags to ticket',
    'Add tags to a ticket and keep those that it has. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [TICKET, TAGS, ...outputProperties('tickets')],
  execute: async (run) => {
    const ticket = await tag.add(run.call, inputOf(run), pathsOf(run));
    return formatRecord(run, ticket, { stream: tickets, kind: 'tickets' });
  },
};
