/** Attachments: list, upload files, add links. The file itself stands at `src`, outside of the API. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { write } from '../../outcome';
import { itemOf, itemsOf } from '../envelope';
import type { ActingUser, AttachmentLink, CommentBody, UploadFile } from '../requests';
import * as requests from '../requests';
import { bodyOf } from './comment';
import type { NewComment } from './comment';
import { idFrom } from './ticket';

/** Raw attachments of a ticket. */
export async function list(call: Call, idOrNumber: string): Promise<Json[]> {
  const id = await idFrom(call, idOrNumber);
  return itemsOf(await call(requests.listAttachments(id)), 'attachments');
}

/** One attachment's record, by its id or its file name; its `src` is fetched without the key. */
export async function get(call: Call, idOrNumber: string, attachmentId: string): Promise<JsonObject> {
  const files = (await list(call, idOrNumber)).filter(isObject);
  const id = attachmentId.trim();
  const found =
    files.find((file) => asText(file['id']) === id) ??
    files.find((file) => [file['filename'], file['caption']].some((name) => asText(name) === id));
  if (found !== undefined) return found;
  throw new VendorError({
    code: 'not_found',
    message: `The ticket has no attachment "${attachmentId}"`,
    remedy: 'List the attachments of the ticket to see their IDs.',
  });
}

/** @returns the activity that the upload became, with its attachments */
export async function upload(
  call: Call,
  idOrNumber: string,
  files: readonly UploadFile[],
  input: NewComment,
  user: ActingUser,
): Promise<JsonObject> {
  if (files.length === 0)
    throw new VendorError({ code: 'bad_input', message: 'No file was given', remedy: 'Give at least one file.' });
  const id = await idFrom(call, idOrNumber);
  return itemOf(await write(call, requests.uploadAttachments(id, files, remarkOf(input), user))) ?? {};
}

/** @returns the activity that the links became */
export async function link(
  call: Call,
  idOrNumber: string,
  links: readonly AttachmentLink[],
  input: NewComment,
  user: ActingUser,
): Promise<JsonObject> {
  if (links.length === 0)
    throw new VendorError({ code: 'bad_input', message: 'No link was given', remedy: 'Give at least one URL.' });
  const id = await idFrom(call, idOrNumber);
  return itemOf(await write(call, requests.addAttachmentLinks(id, links, remarkOf(input), user))) ?? {};
}

/** A file may come without a word. */
function remarkOf(input: NewComment): CommentBody {
  const isSilent = !input.text?.trim() && !input.html?.trim();
  return isSilent ? { comment: '', isPrivate: input.isPrivate ?? false } : bodyOf(input);
}
