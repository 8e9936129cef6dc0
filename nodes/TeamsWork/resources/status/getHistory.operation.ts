import { status } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf, pagingFor } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { statusChangesOf } from '../../activities';
import { TICKET, ticketIdOf } from '../../parameters';

export const getHistory: Operation = {
  ...heading('getHistory', 'Get status history of ticket', 'Get the changes of the status of a ticket, newest first'),
  output: 'status_changes',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('status_changes')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const records = await status.history(run.call, id, pagingFor(run));
    const ends = records.length === 0 ? [] : await status.ends(run.call, id);
    return formatRecords(run, records, statusChangesOf(id, ends)).slice(0, limitOf(run));
  },
};
