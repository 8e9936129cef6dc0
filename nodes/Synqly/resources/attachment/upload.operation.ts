import { attachment } from '../../../../vendors/synqly/operations';
import { attachments } from '../../../../vendors/synqly/streams';
import { filesGiven, INPUT_FILES_PROPERTY } from '../../../shared/binary';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { rowsOf } from '../../threads';

export const upload: Operation = {
  ...heading('upload', 'Upload attachment to ticket', 'Attach files of the input item to a ticket'),
  output: 'attachments',
  properties: [TICKET, INPUT_FILES_PROPERTY, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const files = await filesGiven(run);
    const uploaded = [];
    for (const file of files) uploaded.push(await attachment.upload(run.call, id, file));
    return uploaded.flatMap((record) => formatRecord(run, record, rowsOf(attachments, id, 'attachments')));
  },
};
