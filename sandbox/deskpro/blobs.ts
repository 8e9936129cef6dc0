/** Files: uploaded first, then attached by their blob_auth. */
import type { FastifyInstance } from 'fastify';
import type { WorldTicket } from '../world/world';
import type { DeskproState } from './state';
import type { Json } from './json';
import { isObject } from './json';
import { blobAuth, blobView } from './message-view';
import { filePart } from './multipart';
import { badRequest, invalidInput, notFound, refusal, Refused } from './answers';
import type { Routes } from './route';

export function blobRoutes(routes: Routes, app: FastifyInstance, state: DeskproState): void {
  routes.post('/blobs/temp', 'blobs.create', ({ headers, rawBody }) => {
    // A chunked upload carries no length and is refused.
    if (headers['content-length'] === undefined)
      throw new Refused(refusal(411, 'length_required', 'Content-Length is required'));
    const file = Buffer.isBuffer(rawBody) ? filePart(rawBody, headers['content-type'] ?? '', 'file') : undefined;
    if (!file) throw badRequest('The form must have a file named "file"');
    const id = state.nextId();
    const blob = { id, auth: `temp${id}`, ...file };
    state.blobs.set(blob.auth, blob);
    const view = blobView(state, { ...blob, size: blob.bytes.length, at: state.world.now() });
    return { location: `/blobs/${id}`, record: { ...view, is_temp: true } };
  });
  app.get<{ Params: { auth: string } }>(
    '/file.php/:auth/:name',
    { config: { endpoint: 'blobs.download' } },
    (request, reply) => {
      const file = fileFor(state, request.params.auth);
      if (!file) throw notFound(request.params.auth);
      return reply.header('content-type', file.mediaType).send(Buffer.from(file.bytes));
    },
  );
}

function fileFor(state: DeskproState, auth: string): { mediaType: string; bytes: Uint8Array } | undefined {
  const [index, id] = auth.split('x');
  const ticket = state.world.ticket(Number(index));
  const file = ticket?.attachments.find((one) => String(one.id) === id);
  return ticket && file && blobAuth(ticket, file) === auth ? file : state.blobs.get(auth);
}

/**
 * Attaches what `attachments` names: a list, or an object keyed by anything.
 * @param comment the world's id of the message; null: the first one
 * @throws Refused 400 for a blob that there is not
 */
export function takeAttachments(
  state: DeskproState,
  ticket: WorldTicket,
  attachments: Json | undefined,
  comment: number | null,
  author: number,
): void {
  const items = Array.isArray(attachments) ? attachments : isObject(attachments) ? Object.values(attachments) : [];
  for (const one of items) {
    const auth = isObject(one) ? String(one['blob_auth']) : '';
    const blob = state.blobs.get(auth);
    if (!blob) throw invalidInput('attachments', 'invalid_blob', 'The blob does not exist');
    state.world.attach(ticket.index, {
      comment,
      fileName: blob.fileName,
      mediaType: blob.mediaType,
      bytes: blob.bytes,
      author,
    });
    state.blobs.delete(auth);
  }
}

/** An edit replaces the whole set: what is not named again is dropped. */
export function replaceAttachments(
  state: DeskproState,
  ticket: WorldTicket,
  attachments: Json,
  comment: number | null,
  author: number,
): void {
  const list = Array.isArray(attachments) ? attachments : isObject(attachments) ? Object.values(attachments) : [];
  const auths = list.map((one) => (isObject(one) ? String(one['blob_auth']) : ''));
  const present = ticket.attachments.filter((file) => file.comment === comment);
  const isKept = (auth: string) => auths.includes(auth);
  for (const file of present) {
    if (!isKept(blobAuth(ticket, file))) state.world.removeAttachment(ticket.index, file.id);
  }
  const held = present.map((file) => blobAuth(ticket, file));
  const added: Json[] = auths.filter((auth) => !held.includes(auth)).map((auth) => ({ blob_auth: auth }));
  takeAttachments(state, ticket, added, comment, author);
}
