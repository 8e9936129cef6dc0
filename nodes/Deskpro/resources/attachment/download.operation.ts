import { attachment } from '../../../../vendors/deskpro/operations';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import { oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { attachmentsOf } from '../../rows';

export const download: Operation = {
  ...heading('download', 'Download attachment', 'Download an attachment of a ticket as binary data'),
  output: 'attachments',
  properties: [
    TICKET,
    oneOf('Attachment', 'attachmentId', 'getAttachments', { required: true }, ['ticketId.value']),
    OUTPUT_FILE_PROPERTY,
    ...outputProperties('attachments'),
  ],
  execute: async (run) => {
    const requested = run.parameters.requiredText('attachmentId');
    const id = await ticketIdOf(run);
    const file = await attachment.download(run.call, run.access.url, id, requested);
    const [json = {}] = formatRecord(run, file.attachment, attachmentsOf(id));
    const { bytes, file_name: fileName, media_type: mediaType } = file;
    return {
      items: [await fileItem(run, json, { bytes, fileName: fileName ?? undefined, mediaType: mediaType ?? undefined })],
    };
  },
};
