import { attachment } from '../../../../vendors/synqly/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { ATTACHMENT, TICKET, ticketIdOf } from '../../parameters';

export const remove: Operation = {
  ...heading('delete', 'Delete attachment of ticket', 'Delete a file of a ticket'),
  output: { deleted: 'flag' },
  properties: [TICKET, ATTACHMENT],
  execute: async (run) => {
    await attachment.delete(run.call, ticketIdOf(run), run.parameters.requiredId('attachmentId'));
    return [{ deleted: true }];
  },
};
