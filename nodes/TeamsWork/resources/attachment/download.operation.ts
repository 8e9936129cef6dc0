import { asText } from '../../../../vendors/json';
import { attachment } from '../../../../vendors/teamswork/operations';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import { fetchFile } from '../../../shared/download';
import { oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';

export const download: Operation = {
  ...heading('download', 'Download attachment', 'Download an attachment of a ticket as binary data'),
  output: { id: 'text', caption: 'text', filename: 'text', createdDateTime: 'text', createdBy: 'text', src: 'text' },
  properties: [
    TICKET,
    oneOf('Attachment', 'attachmentId', 'getAttachments', { required: true }, ['ticketId.value']),
    OUTPUT_FILE_PROPERTY,
  ],
  execute: async (run) => {
    const requested = run.parameters.requiredText('attachmentId');
    const file = await attachment.get(run.call, await ticketIdOf(run), requested);
    // Storage of its own: the address is signed, and the key must not go there.
    const fetched = await fetchFile(run, asText(file['src']) ?? '');
    const fileName = asText(file['filename']) ?? asText(file['caption']) ?? undefined;
    const [json = {}] = rawItems(run, [file]);
    return { items: [await fileItem(run, json, { ...fetched, fileName })] };
  },
};
