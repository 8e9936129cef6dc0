import { textOf } from '../../../../vendors/json';
import { attachment } from '../../../../vendors/teamswork/operations';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import { fetchFile } from '../../../shared/download';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';

export const download: Operation = {
  value: 'download',
  name: 'Download',
  action: 'Download attachment',
  description: 'Download an attachment of a ticket as binary data',
  output: { id: 'text', caption: 'text', filename: 'text', createdDateTime: 'text', createdBy: 'text', src: 'text' },
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
  ],
  execute: async (run) => {
    const wanted = run.given.requiredText('attachmentId');
    const file = await attachment.get(run.call, await ticketIdOf(run), wanted);
    // Storage of its own: the address is signed, and the key must not go there.
    const fetched = await fetchFile(run, textOf(file['src']) ?? '');
    const fileName = textOf(file['filename']) ?? textOf(file['caption']) ?? undefined;
    const [json = {}] = rawItems(run, [file]);
    return { items: [await fileItem(run, json, { ...fetched, fileName })] };
  },
};
