import { note } from '../../../../vendors/synqly/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { NOTE, noteIdOf, TICKET, ticketIdOf } from '../../parameters';

export const remove: Operation = {
  ...heading('delete', 'Delete note of ticket', 'Delete a note of a ticket'),
  output: { deleted: 'flag' },
  properties: [TICKET, NOTE],
  execute: async (run) => {
    await note.delete(run.call, ticketIdOf(run), noteIdOf(run));
    return [{ deleted: true }];
  },
};
