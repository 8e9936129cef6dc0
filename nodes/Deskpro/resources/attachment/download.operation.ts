import { attachment } from '../../../../vendors/deskpro/operations';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { attachmentsOf } from '../../rows';

export const download: Operation = {
  value: 'download',
  name: 'Download',
  action: 'Download attachment',
  description: 'Download an attachment of a ticket as binary data',
  output: 'attachments',
  properties: [
    TICKET,
    {
      displayName: 'Attachment Name or ID',
      name: 'attachmentId',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getAttachments', loadOptionsDependsOn: ['ticketId.value'] },
      required: true,
      default: '',
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
    OUTPUT_FILE_PROPERTY,
    ...outputProperties('attachments'),
  ],
  execute: async (run) => {
    const wanted = run.given.requiredText('attachmentId');
    const id = await ticketIdOf(run);
    const file = await attachment.download(run.call, run.access.url, id, wanted);
    const [json = {}] = shownOne(run, file.attachment, attachmentsOf(id));
    const { bytes, file_name: fileName, media_type: mediaType } = file;
    return {
      items: [await fileItem(run, json, { bytes, fileName: fileName ?? undefined, mediaType: mediaType ?? undefined })],
    };
  },
};
