import { note } from '../../../../vendors/synqly/operations';
import { notes } from '../../../../vendors/synqly/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { rowsOf } from '../../threads';
import { CONTENT, TITLE } from './parameters';

export const add: Operation = {
  ...heading('add', 'Add note to ticket', 'Add an internal note to a ticket'),
  output: 'comments',
  properties: [TICKET, { ...TITLE, required: true }, { ...CONTENT, required: true }, ...outputProperties('comments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const said = { title: run.given.requiredProse('title'), content: run.given.requiredProse('content') };
    return shownOne(run, await note.add(run.call, id, said), rowsOf(notes, id, 'comments'));
  },
};
