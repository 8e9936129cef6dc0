import { note } from '../../../../vendors/synqly/operations';
import { issues } from '../../../../vendors/synqly/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { rowsOf } from '../../threads';
import { CONTENT, TITLE } from './parameters';

export const add: Operation = {
  ...heading('add', 'Add note to ticket', 'Add an internal note to a ticket'),
  output: 'comments',
  properties: [TICKET, { ...TITLE, required: true }, { ...CONTENT, required: true }, ...outputProperties('comments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const input = { title: run.parameters.requiredProse('title'), content: run.parameters.requiredProse('content') };
    return formatRecord(run, await note.add(run.call, id, input), rowsOf(issues, id, 'comments'));
  },
};
