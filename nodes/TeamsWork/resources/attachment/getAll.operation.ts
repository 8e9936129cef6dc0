import { attachment } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { attachmentsOf } from '../../activities';
import { TICKET, ticketIdOf } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many attachments', 'Get many attachments of a ticket'),
  output: 'attachments',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const records = (await attachment.list(run.call, id)).slice(0, limitOf(run));
    return formatRecords(run, records, attachmentsOf(id));
  },
};
