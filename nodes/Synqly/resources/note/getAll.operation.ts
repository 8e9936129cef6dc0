import { issues } from '../../../../vendors/synqly/streams';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { rowsOf, sliceOf } from '../../threads';

export const getAll: Operation = {
  ...heading('getAll', 'Get many notes', 'Get many internal notes of a ticket'),
  output: 'comments',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('comments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const records = await getMany(run, issues, [sliceOf(issues, id)]);
    return formatRecords(run, records, rowsOf(issues, id, 'comments'));
  },
};
