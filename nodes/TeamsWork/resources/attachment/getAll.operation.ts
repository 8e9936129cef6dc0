import { attachment } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { attachmentsOf } from '../../activities';
import { TICKET, ticketIdOf } from '../../parameters';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many attachments',
  description: 'Get many attachments of a ticket',
  output: 'attachments',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const records = (await attachment.list(run.call, id)).slice(0, limitOf(run));
    return shown(run, records, attachmentsOf(id));
  },
};
