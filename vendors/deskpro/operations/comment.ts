import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject, objectAt } from '../../json';
import { createMessage, deleteMessage, getMessage, listMessageAttachments, updateMessage } from '../requests';
import type { WriteVerb } from '../requests';
import type { MessageInput } from './ticket';
import { bodyOf } from './body';
import { rowsOf } from './rows';
import type { Verbs } from './write';
import { create, get, remove, update } from './write';

/** `status` sets the ticket's status in the same call: a reply does not by itself reopen a resolved ticket. */
export type NewComment = MessageInput & { status?: string };

/** @returns the message, raw */
export async function add(call: Call, ticketId: string, input: NewComment, verbs: Verbs = 'auto'): Promise<JsonObject> {
  const request = (verb: WriteVerb) => createMessage(ticketId, bodyOf(input), verb);
  return create(call, request, (id) => getMessage(ticketId, id), verbs);
}

export async function getOne(call: Call, ticketId: string, messageId: string): Promise<JsonObject> {
  return get(call, getMessage(ticketId, messageId));
}

/**
 * Changes a message's text. Deskpro replaces a message's attachments with what is sent, so those that it has are
 * read first and sent again.
 * @throws VendorError before anything is written, when they cannot be kept
 */
export async function updateOne(
  call: Call,
  ticketId: string,
  messageId: string,
  input: { message: string; format?: 'html' | 'text' },
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const attachments = (await attachmentsOf(call, ticketId, messageId)).map(keepable);
  const body = { ...bodyOf(input), attachments };
  return update(
    call,
    (verb) => updateMessage(ticketId, messageId, body, verb),
    verbs,
    () => getOne(call, ticketId, messageId),
  );
}

/** The attachments of one message, raw. */
export async function attachmentsOf(call: Call, ticketId: string, messageId: string): Promise<Json[]> {
  const found: Json[] = [];
  const rows = rowsOf(
    call,
    (asked) => listMessageAttachments(ticketId, messageId, asked),
    'the attachments of a message',
  );
  for await (const row of rows) found.push(row);
  return found;
}

function keepable(attachment: Json): JsonObject {
  const auth = asText(objectAt(attachment, 'blob').blob_auth);
  const isInline = isObject(attachment) && booleanOf(attachment.is_inline) === true;
  if (auth !== null) return isInline ? { blob_auth: auth, is_inline: true } : { blob_auth: auth };
  throw new VendorError({
    code: 'conflict',
    message: 'The message has attachments that Deskpro would drop with this edit, and it does not say how to keep them',
    remedy: 'Edit the message in Deskpro, or add a new one.',
  });
}

/** Deletes the message and its files for good. */
export async function deleteOne(call: Call, ticketId: string, messageId: string): Promise<JsonObject> {
  return remove(call, deleteMessage(ticketId, messageId));
}
