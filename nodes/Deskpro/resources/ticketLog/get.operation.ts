import { ticketLog } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { TICKET, ticketIdOf } from '../../parameters';
import { ENTRY, entryItems, SIMPLIFY } from './entry';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get ticket log entry',
  description: 'Get an entry of the log of a ticket',
  output: ENTRY,
  properties: [
    TICKET,
    {
      displayName: 'Log ID',
      name: 'logId',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 5512',
      description: 'ID of the entry, as Get Many gives it',
    },
    SIMPLIFY,
  ],
  execute: async (run) => {
    const logId = run.given.requiredText('logId');
    return entryItems(run, [await ticketLog.get(run.call, await ticketIdOf(run), logId)]);
  },
};
