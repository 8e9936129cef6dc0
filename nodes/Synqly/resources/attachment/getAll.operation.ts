import { attachments } from '../../../../vendors/synqly/streams';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { rowsOf, sliceOf } from '../../threads';

export const getAll: Operation = {
  ...heading('getAll', 'Get many attachments', 'Get many attachments of a ticket, without their content'),
  output: 'attachments',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const records = await getMany(run, attachments, [sliceOf(attachments, id)]);
    return formatRecords(run, records, rowsOf(attachments, id, 'attachments'));
  },
};
