/** The event log of a ticket: what happened to it, newest first. */
import { plainOf } from '../world/plain';
import type { World, WorldAttachment, WorldChange, WorldComment, WorldStatus, WorldTicket } from '../world/world';
import { logDate, withNanoseconds } from './dates';
import { STATUSES, statusNumber, ticketId } from './render';

interface Entry {
  date: string;
  action: string;
  attachment_url?: string;
  description: string | null;
  applied_by: string | null;
  billable: number | null;
}

export interface LogPlace {
  world: World;
  timeZone: string;
  hasMarkup: boolean;
  /** Where attachments are served from. */
  files: string;
}

export function eventLog(place: LogPlace, ticket: WorldTicket): Entry[] {
  const entries = [
    ...ticket.comments.map((comment) => ({ at: comment.createdAt, entry: ofComment(place, comment) })),
    ...ticket.changes.flatMap((change) => {
      const entry = ofChange(place, change);
      return entry ? [{ at: change.at, entry }] : [];
    }),
    ...ticket.attachments.map((file) => ({ at: file.createdAt, entry: ofAttachment(place, ticket, file) })),
    { at: ticket.createdAt, entry: notified(place, ticket) },
  ];
  return entries.sort((a, b) => b.at - a.at).map(({ entry }) => entry);
}

/** The entry of one comment, as a POST of an update answers it. */
export function ofComment(place: LogPlace, comment: WorldComment): Entry {
  const author = place.world.person(comment.author);
  return {
    date: withNanoseconds(comment.createdAt, place.timeZone),
    action: comment.isPublic ? 'Update' : 'Note',
    description: place.hasMarkup ? comment.body : plainOf(comment.body, comment.format),
    applied_by: author?.name ?? null,
    billable: author?.isAgent === true ? comment.id % 30 : null,
  };
}

/** New values only, as the vendor's sample shows for a deadline. */
function ofChange(place: LogPlace, change: WorldChange): Entry | undefined {
  const text = wordsOf(place, change);
  if (!text) return undefined;
  const by = change.by === null ? null : (place.world.person(change.by)?.name ?? null);
  return { date: withNanoseconds(change.at, place.timeZone), ...text, applied_by: by, billable: null };
}

function wordsOf(
  { world }: LogPlace,
  { field, from, to }: WorldChange,
): Pick<Entry, 'action' | 'description'> | undefined {
  switch (field) {
    case 'status':
      return sameNumber(from, to) ? undefined : { action: 'Set Status', description: STATUSES[numberOf(to) - 1] ?? to };
    case 'assignee':
      return { action: 'Assigned', description: to === null ? null : (world.person(Number(to))?.name ?? to) };
    case 'queue':
      return { action: 'Moved', description: world.queues().find(({ id }) => String(id) === to)?.name ?? to };
    case 'priority':
      return { action: 'Set Priority', description: to };
    case 'tags':
      return { action: 'Set Tags', description: to };
    default:
      return { action: 'Edited', description: to };
  }
}

/** SympoQ has four statuses where the world has seven. */
function sameNumber(from: string | null, to: string | null): boolean {
  return numberOf(from) === numberOf(to);
}

function numberOf(status: string | null): number {
  return statusNumber((status ?? 'new') as WorldStatus);
}

function ofAttachment({ world, timeZone, files }: LogPlace, ticket: WorldTicket, file: WorldAttachment): Entry {
  const query = new URLSearchParams({
    src: file.fileName,
    download: 'true',
    ssid: `${11390653225431298 + ticket.id}.178`,
    token: String(file.id),
    stype: file.mediaType,
    ssize: String(file.bytes.length),
    svalue: String(ticket.id),
  });
  return {
    date: withNanoseconds(file.createdAt, timeZone),
    action: 'Attachment',
    attachment_url: `${files}/dlfdir.php?${query.toString()}`,
    description: file.fileName,
    applied_by: world.person(file.author)?.name ?? null,
    billable: null,
  };
}

function notified({ world, timeZone }: LogPlace, ticket: WorldTicket): Entry {
  const due = ticket.dueAt === null ? '' : `, due ${logDate(ticket.dueAt, timeZone)}`;
  return {
    date: withNanoseconds(ticket.createdAt, timeZone),
    action: 'Notified',
    description: `${world.person(ticket.requester)?.email ?? 'nobody'} : RECEIVED: [${ticketId(ticket)}]${due}`,
    applied_by: null,
    billable: null,
  };
}
