import { ticketLog } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { TICKET, ticketIdOf } from '../../parameters';
import { ENTRY, entryItems, SIMPLIFY } from './entry';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many ticket log entries',
    'Get many entries of the log of a ticket: who changed what and when',
  ),
  output: ENTRY,
  properties: [TICKET, ...LIMIT_PROPERTIES, SIMPLIFY],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    return entryItems(run, await getMany(run, ticketLog.many.stream, [ticketLog.many.slice(id)]));
  },
};
