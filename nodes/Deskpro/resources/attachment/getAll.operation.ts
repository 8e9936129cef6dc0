import { attachment } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { attachmentsOf } from '../../rows';

export const getAll: Operation = {
  ...heading('getAll', 'Get many attachments', 'Get many attachments of a ticket'),
  output: 'attachments',
  properties: [TICKET, ...LIMIT_PROPERTIES, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    return formatRecords(
      run,
      await getMany(run, attachment.many.stream, [attachment.many.slice(id)]),
      attachmentsOf(id),
    );
  },
};
