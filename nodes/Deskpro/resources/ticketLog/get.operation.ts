import { ticketLog } from '../../../../vendors/deskpro/operations';
import { text } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { TICKET, ticketIdOf } from '../../parameters';
import { ENTRY, entryItems, SIMPLIFY } from './entry';

export const get: Operation = {
  ...heading('get', 'Get ticket log entry', 'Get an entry of the log of a ticket'),
  output: ENTRY,
  properties: [
    TICKET,
    text('Log ID', 'logId', 'ID of the entry, as Get Many gives it', { required: true, placeholder: 'e.g. 5512' }),
    SIMPLIFY,
  ],
  execute: async (run) => {
    const logId = run.parameters.requiredText('logId');
    return entryItems(run, [await ticketLog.get(run.call, await ticketIdOf(run), logId)]);
  },
};
