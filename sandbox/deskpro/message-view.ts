/** Messages, attachments and log entries as Deskpro shows them. A ticket's description is its first message. */
import {
  WORLD_STATUSES,
  type WorldAttachment,
  type WorldChange,
  type WorldComment,
  type WorldTicket,
} from '../world/world';
import type { DeskproState } from './state';
import type { Json, JsonObject } from './json';
import { stamp } from './json';
import { statusCode } from './ticket-index';

/** Even numbers are the world's comments, an odd one before them is the first message. */
export function firstMessageId(ticket: WorldTicket): number {
  return ticket.index * 2000 + 1;
}

export function commentIdOf(messageId: number): number {
  return messageId / 2;
}

export function messagesOf(state: DeskproState, ticket: WorldTicket): JsonObject[] {
  const first = ticket.description === '' ? [] : [firstMessage(state, ticket)];
  return [...first, ...ticket.comments.map((comment) => commentMessage(state, ticket, comment))];
}

function firstMessage(state: DeskproState, ticket: WorldTicket): JsonObject {
  const files = ticket.attachments.filter(({ comment }) => comment === null);
  const html = htmlOf(ticket.description, ticket.descriptionFormat);
  return messageView(state, ticket, {
    id: firstMessageId(ticket),
    author: ticket.requester,
    at: ticket.createdAt,
    isNote: false,
    html,
    files,
  });
}

function commentMessage(state: DeskproState, ticket: WorldTicket, comment: WorldComment): JsonObject {
  const files = ticket.attachments.filter((file) => file.comment === comment.id);
  const html = htmlOf(comment.title === null ? comment.body : `${comment.title}\n${comment.body}`, comment.format);
  return messageView(state, ticket, {
    id: comment.id * 2,
    author: comment.author,
    at: comment.createdAt,
    isNote: !comment.isPublic,
    html,
    files,
  });
}

interface MessageFacts {
  id: number;
  author: number;
  at: number;
  isNote: boolean;
  html: string;
  files: readonly WorldAttachment[];
}

function messageView(state: DeskproState, ticket: WorldTicket, message: MessageFacts): JsonObject {
  return {
    id: message.id,
    ticket: ticket.id,
    person: message.author,
    email_source: null,
    attributes: [],
    attachments: message.files.map(({ id }) => id),
    date_created: stamp(message.at),
    // Sent as is_note, read back under another name and as a number.
    is_agent_note: message.isNote ? 1 : 0,
    creation_system: 'web',
    ip_address: '',
    visitor_id: null,
    hostname: '',
    email: state.world.person(message.author)?.email ?? '',
    message_hash: `h${message.id}`,
    primary_translation: null,
    message: message.html,
    message_full: message.html,
    message_preview_text: message.html.replace(/<[^>]*>/g, ' ').slice(0, 100),
    show_full_hint: false,
    lang_code: null,
  };
}

export function htmlOf(text: string, format: 'text' | 'html' | 'markdown'): string {
  if (format === 'html') return text;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll('\n', '<br />\n');
}

export function attachmentView(state: DeskproState, ticket: WorldTicket, file: WorldAttachment): JsonObject {
  const comment = ticket.comments.find(({ id }) => id === file.comment);
  const auth = blobAuth(ticket, file);
  return {
    id: file.id,
    ticket: ticket.id,
    person: file.author,
    message: comment === undefined ? firstMessageId(ticket) : comment.id * 2,
    is_agent_note: comment !== undefined && !comment.isPublic,
    is_inline: false,
    blob: blobView(state, {
      id: file.id,
      auth,
      fileName: file.fileName,
      mediaType: file.mediaType,
      size: file.bytes.length,
      at: file.createdAt,
    }),
  };
}

export function blobAuth(ticket: WorldTicket, file: WorldAttachment): string {
  return `${ticket.index}x${file.id}x${file.uuid.slice(0, 8)}`;
}

export interface BlobFacts {
  id: number;
  auth: string;
  fileName: string;
  mediaType: string;
  size: number;
  at: number;
}

export function blobView(state: DeskproState, blob: BlobFacts): JsonObject {
  return {
    blob_id: blob.id,
    blob_auth: blob.auth,
    blob_auth_id: `${blob.id}${blob.auth}`,
    download_url: `${state.instance.origin()}/file.php/${blob.auth}/${encodeURIComponent(blob.fileName)}`,
    filename: blob.fileName,
    filesize: blob.size,
    filesize_readable: `${(blob.size / 1024).toFixed(2)} KB`,
    content_type: blob.mediaType,
    is_image: blob.mediaType.startsWith('image/'),
    date_created: stamp(blob.at),
  };
}

export function logView(ticket: WorldTicket, change: WorldChange): JsonObject {
  const isStatus = change.field === 'status';
  const [from, to] = isStatus ? [codeOf(ticket, change.from), codeOf(ticket, change.to)] : [change.from, change.to];
  const details: Record<string, Json> = isStatus ? { old_status: from, new_status: to } : { old: from, new: to };
  const text = `${change.field} changed from ${from ?? 'nothing'} to ${to ?? 'nothing'}`;
  return {
    id: change.id,
    ticket: ticket.id,
    person: change.by,
    action_type: `changed_${change.field}`,
    details,
    message_text: text,
    message_html: text,
    date_created: stamp(change.at),
  };
}

function codeOf(ticket: WorldTicket, status: string | null): string | null {
  const known = WORLD_STATUSES.find((one) => one === status);
  return known === undefined ? status : statusCode({ ...ticket, status: known });
}
