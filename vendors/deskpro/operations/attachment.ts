import { VendorError, isVendorError } from '../../errors';
import type { Call, FilePart } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, objectAt } from '../../json';
import { isReceipt, receipt, write } from '../../outcome';
import { idIn, recordOf } from '../envelope';
import { createBlob, downloadBlob, listAttachments } from '../requests';
import type { NewComment } from './comment';
import { add, attachmentsOf } from './comment';
import { rowsOf } from './rows';
import type { Verbs } from './write';

export type Upload = Omit<FilePart, 'name'>;

/** @returns what a ticket's or message's `attachments` takes */
export async function uploadBlob(call: Call, file: Upload): Promise<{ blob_auth: string }> {
  const record = recordOf((await write(call, createBlob(file))).json);
  const auth = record === null ? null : asText(record.blob_auth);
  if (auth !== null) return { blob_auth: auth };
  throw new VendorError({
    code: 'refused_by_service',
    message: 'Deskpro accepted the file, but did not say how to attach it',
    remedy: 'Try again. Deskpro drops an upload that is attached to nothing.',
  });
}

/** Several files, one after the other. */
export async function uploadBlobs(call: Call, files: readonly Upload[]): Promise<Array<{ blob_auth: string }>> {
  const blobs: Array<{ blob_auth: string }> = [];
  for (const file of files) blobs.push(await uploadBlob(call, file));
  return blobs;
}

/**
 * Uploads files and attaches them to the ticket by one message.
 * @returns the message, raw
 */
export async function upload(
  call: Call,
  ticketId: string,
  files: readonly Upload[],
  comment: NewComment,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const blobs = await uploadBlobs(call, files);
  return add(call, ticketId, { ...comment, attachments: [...(comment.attachments ?? []), ...blobs] }, verbs);
}

/** The attachments of a message that was just written, raw; a receipt where they cannot be read: the message stands. */
export async function carriedBy(call: Call, ticketId: string, message: JsonObject): Promise<Json[]> {
  const id = idIn(message.id);
  if (isReceipt(message) || id === null) return [message];
  const read = await attachmentsOf(call, ticketId, id).catch((error: unknown) => ({ error }));
  if (Array.isArray(read)) return read;
  if (!isVendorError(read.error) || read.error.code === 'aborted') throw read.error;
  const note = `The files were uploaded with message ${id}, but could not be read back: ${read.error.message}. Do not upload them again.`;
  return [receipt(null, note)];
}

export interface Download {
  attachment: JsonObject;
  file_name: string | null;
  media_type: string | null;
  bytes: Uint8Array;
}

/**
 * @param attachmentId an id, or the name of a file
 * @param url the helpdesk's base URL: a file that lies on another host is not fetched, since the key would travel there
 */
export async function download(call: Call, url: string, ticketId: string, attachmentId: string): Promise<Download> {
  const attachment = await find(call, ticketId, attachmentId);
  const blob = objectAt(attachment, 'blob');
  const { path, query } = below(url, asText(blob.download_url));
  const { bytes } = await call(downloadBlob(path, query));
  return {
    attachment,
    file_name: asText(blob.filename),
    media_type: asText(blob.content_type),
    bytes: bytes ?? new Uint8Array(),
  };
}

async function find(call: Call, ticketId: string, attachmentId: string): Promise<JsonObject> {
  const named: JsonObject[] = [];
  for await (const row of rowsOf(call, (asked) => listAttachments(ticketId, asked), 'the attachments of a ticket')) {
    if (!isObject(row)) continue;
    if (idIn(row.id) === attachmentId) return row;
    if (asText(objectAt(row, 'blob').filename) === attachmentId) named.push(row);
  }
  const [match, ...others] = named;
  if (match !== undefined && others.length === 0) return match;
  if (match !== undefined) throw ambiguous(attachmentId, named);
  throw new VendorError({
    code: 'not_found',
    message: `Ticket ${ticketId} has no attachment ${attachmentId}`,
    remedy: 'Use Get Many of attachments to see its files.',
  });
}

function ambiguous(name: string, files: readonly JsonObject[]): VendorError {
  return new VendorError({
    code: 'bad_input',
    message: `Several files of the ticket are called "${name}"`,
    remedy: `Give the ID of one of: ${files.map(({ id }) => idIn(id)).join(', ')}.`,
  });
}

function below(base: string, downloadUrl: string | null): { path: string; query: Array<[string, string]> } {
  const whole = downloadUrl?.startsWith('/') ? `${base}${downloadUrl}` : downloadUrl;
  if (whole !== null && whole !== undefined && URL.canParse(whole) && URL.canParse(base)) {
    const [file, root] = [new URL(whole), new URL(base)];
    const rootPath = root.pathname.replace(/\/+$/, '');
    if (file.origin === root.origin && file.pathname.startsWith(`${rootPath}/`)) {
      return { path: file.pathname.slice(rootPath.length), query: [...file.searchParams.entries()] };
    }
  }
  throw new VendorError({
    code: 'unsupported',
    message: 'The file does not lie on the helpdesk itself, so it is not fetched with its key',
    remedy: 'Download it from the download_url that Get Many of attachments gives.',
  });
}
