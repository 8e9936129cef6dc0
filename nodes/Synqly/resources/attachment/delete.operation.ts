import { attachment } from '../../../../vendors/synqly/operations';
import type { Operation } from '../../../shared/operation';
import { ATTACHMENT, TICKET, ticketIdOf } from '../../parameters';

export const remove: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete attachment of ticket',
  description: 'Delete a file of a ticket',
  output: { deleted: 'flag' },
  properties: [TICKET, ATTACHMENT],
  execute: async (run) => {
    await attachment.delete(run.call, ticketIdOf(run), run.given.requiredId('attachmentId'));
    return [{ deleted: true }];
  },
};
