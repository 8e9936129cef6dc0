/** Comments and attachments that are added. */
import type { WorldTicket } from '../world/world';
import { activityId, attachmentView } from './activities';
import type { FormPart } from './multipart';
import type { Office } from './office';
import type { RouteAnswer } from './answers';
import { item, refused } from './answers';
import { asUser, personFor } from './people';
import type { TicketBody } from './tickets';
import { asBody } from './tickets';

interface Remark {
  body: string;
  format: 'text' | 'html';
  isPublic: boolean;
}

interface File {
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
  link: string | null;
}

export function addComment(office: Office, ticket: WorldTicket, body: TicketBody, status: number): RouteAnswer {
  const remark = remarkOf(body);
  if (remark.body.trim() === '') return refused(400, 'comment is required');
  return addRemark(office, ticket, body['user'], remark, [], status);
}

export function addLinks(office: Office, ticket: WorldTicket, body: TicketBody): RouteAnswer {
  const links = Array.isArray(body['attachments']) ? body['attachments'].map(asBody) : [];
  const files = links.flatMap((link): File[] => {
    const { src, caption } = link ?? {};
    if (typeof src !== 'string' || typeof caption !== 'string') return [];
    return [{ fileName: caption, mediaType: 'text/uri-list', bytes: Buffer.from(src), link: src }];
  });
  if (files.length === 0 || files.length < links.length) return refused(400, 'attachments need src and caption');
  return addRemark(office, ticket, body['user'], remarkOf(body), files, 201);
}

/** In multipart every member is text. */
export function addFiles(office: Office, ticket: WorldTicket, parts: readonly FormPart[]): RouteAnswer {
  const text = (name: string): string | undefined => parts.find((part) => part.name === name)?.bytes.toString();
  const files = parts
    .filter((part) => part.name === 'files' && part.fileName !== null)
    .map(({ fileName, mediaType, bytes }): File => ({ fileName: fileName ?? 'file', mediaType, bytes, link: null }));
  if (files.length === 0) return refused(400, 'files are required');
  const body = {
    comment: text('comment'),
    comment_HTML: text('comment_HTML'),
    isPrivate: text('isPrivate') === 'true',
  };
  return addRemark(office, ticket, parsed(text('user')), remarkOf(body), files, 201);
}

function addRemark(
  office: Office,
  ticket: WorldTicket,
  writer: unknown,
  remark: Remark,
  files: readonly File[],
  status: number,
): RouteAnswer {
  const user = asUser(writer);
  if (user === undefined) return refused(400, 'user is required');
  const { world } = office;
  const author = personFor(office, user).id;
  const comment = world.comment(ticket.index, { ...remark, author, title: null, attachments: [] });
  if (comment === undefined) return refused(404, 'Ticket not found');
  const added = files.flatMap(({ link, ...file }) => {
    const attachment = world.attach(ticket.index, { ...file, author, comment: comment.id });
    if (attachment !== undefined && link !== null) office.links.set(attachment.id, link);
    return attachment ?? [];
  });
  const id = activityId(ticket, comment.id);
  office.uploads.set(id, { ticket: ticket.index, attachments: added.map((file) => file.id) });
  const attachments = added.map((file) => attachmentView(office, ticket, file));
  return item(
    { activityId: id, ticketId: ticket.uuid, ticketNo: ticket.id, comment: remark.body, attachments, user },
    status,
  );
}

/** Plain wins where both are given. */
function remarkOf({ comment, comment_HTML: html, isPrivate }: TicketBody): Remark {
  const isPlain = typeof comment === 'string' && comment !== '';
  const body = isPlain ? comment : typeof html === 'string' ? html : '';
  return { body, format: isPlain || typeof html !== 'string' ? 'text' : 'html', isPublic: isPrivate !== true };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
