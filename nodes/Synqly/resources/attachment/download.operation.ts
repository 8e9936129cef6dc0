import { attachment } from '../../../../vendors/synqly/operations';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { ATTACHMENT, TICKET, ticketIdOf } from '../../parameters';

export const download: Operation = {
  ...heading('download', 'Download attachment of ticket', 'Download a file of a ticket into binary data'),
  output: { ticket_id: 'text', attachment_id: 'text', file_name: 'text', media_type: 'text', size_bytes: 'number' },
  properties: [TICKET, ATTACHMENT, OUTPUT_FILE_PROPERTY],
  execute: async (run) => {
    const [ticketId, attachmentId] = [ticketIdOf(run), run.parameters.requiredId('attachmentId')];
    const { bytes, file_name, media_type } = await attachment.download(run.call, ticketId, attachmentId);
    const about = { ticket_id: ticketId, attachment_id: attachmentId, file_name, media_type, size_bytes: bytes.length };
    return { items: [await fileItem(run, about, { bytes, fileName: file_name, mediaType: media_type })] };
  },
};
