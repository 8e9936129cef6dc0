/** Files travel as base64 text inside JSON, both ways. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText } from '../../json';
import { write } from '../../outcome';
import { createAttachment, deleteAttachment, downloadAttachment, listAttachments } from '../requests';
import { createOne, readAll, readOne } from './result';

export interface DownloadedFile {
  file_name: string;
  media_type: string;
  bytes: Uint8Array;
}

export const attachment = {
  upload: (call: Call, ticketId: string, file: { file_name: string; bytes: Uint8Array }): Promise<JsonObject> =>
    createOne(call, createAttachment(ticketId, file.file_name, Buffer.from(file.bytes).toString('base64'))),
  download,
  getAll: (call: Call, ticketId: string): Promise<JsonObject[]> => readAll(call, listAttachments(ticketId)),
  delete: async (call: Call, ticketId: string, attachmentId: string): Promise<void> => {
    await write(call, deleteAttachment(ticketId, attachmentId));
  },
};

/** @throws VendorError of the call, or `truncated` when the content is not base64 */
async function download(call: Call, ticketId: string, attachmentId: string): Promise<DownloadedFile> {
  const found = await readOne(call, downloadAttachment(ticketId, attachmentId));
  const { content } = found;
  if (typeof content !== 'string' || !isBase64(content)) {
    throw new VendorError({
      code: 'truncated',
      message: 'Synqly answered with an attachment whose content is not whole base64',
      remedy: 'Try again. If the problem remains, open the file in the provider.',
    });
  }
  return {
    file_name: asText(found['file_name']) ?? attachmentId,
    media_type: asText(found['file_type']) ?? 'application/octet-stream',
    bytes: new Uint8Array(Buffer.from(content, 'base64')),
  };
}

/** Buffer passes over what it cannot read: a torn file must not look whole. */
function isBase64(content: string): boolean {
  const text = content.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
