/** Writes to tickets: create, update, move along the workflow. */
import type { TicketDraft, TicketPatch, WorldTicket } from '../world/world';
import type { Written } from './fields';
import { readValues } from './fields';
import { TAG_CATEGORY } from './instance';
import type { Office } from './office';
import { priorityNamed } from './office';
import type { RouteAnswer } from './answers';
import { item, NOTHING, refused, refusedAsSuccess } from './answers';

import { asUser, personFor } from './people';
import { escaped } from './texts';
import { wholeTicket } from './ticket-view';
import { labelOf, RESOLVED, stateNamed } from './workflow';

export type TicketBody = Record<string, unknown>;

const RESOLUTIONS = ['fixed', 'cannotResolve', 'cancelled'];

export function createTicket(office: Office, body: TicketBody, html: boolean): RouteAnswer {
  const ticket = asBody(body['ticket']);
  const user = asUser(body['user']);
  const requestor = asUser(ticket?.['requestor']);
  if (ticket === undefined || user === undefined) return refused(400, 'ticket and user are required');
  if (typeof ticket['title'] !== 'string' || ticket['title'].trim() === '') return refused(400, 'title is required');
  if (requestor === undefined) return refused(400, 'requestor is required');
  const read = readChanges(office, ticket);
  if (!read.ok) return refused(400, read.message);
  if (isLost(ticket, read.fields)) return NOTHING;
  // The priority of a new ticket is the instance's, whatever is asked.
  const draft: TicketDraft = {
    ...read.patch,
    priority: 'normal',
    subject: ticket['title'],
    requester: personFor(office, requestor).id,
    channel: 'api',
  };
  const created = office.world.create(draft, personFor(office, user).id);
  return item(wholeTicket(office, created, html));
}

export function updateTicket(office: Office, ticket: WorldTicket, body: TicketBody, html: boolean): RouteAnswer {
  const changes = asBody(body['updates']) ?? asBody(body['ticket']);
  const user = asUser(body['user']);
  if (changes === undefined || user === undefined) return refused(400, 'updates and user are required');
  const read = readChanges(office, changes);
  if (!read.ok) return refused(400, read.message);
  if (isLost(changes, read.fields)) return NOTHING;
  const changed = office.world.change(ticket.index, read.patch, personFor(office, user).id);
  return changed === undefined ? refused(404, 'Ticket not found') : item(wholeTicket(office, changed, html));
}

export function setStatus(office: Office, ticket: WorldTicket, body: TicketBody): RouteAnswer {
  const user = asUser(body['user']);
  const { status, resolution, comment } = body;
  if (typeof status !== 'string' || user === undefined) return refused(400, 'status and user are required');
  if (resolution !== undefined && !RESOLUTIONS.includes(String(resolution)))
    return refused(400, 'resolution is invalid');
  const target = stateNamed(status);
  const current = stateNamed(labelOf(ticket));
  if (target === undefined || current?.next.includes(target.id) !== true) {
    return refusedAsSuccess(`Status cannot be changed from ${current?.label ?? 'this'} to ${status}`);
  }
  const text = typeof comment === 'string' && comment.trim() !== '' ? comment : null;
  if (target.asksComment && text === null) return refused(400, 'comment is required for this status');
  const by = personFor(office, user).id;
  office.world.change(ticket.index, { status: target.status }, by);
  if (text !== null) {
    office.world.comment(ticket.index, {
      author: by,
      isPublic: true,
      title: null,
      body: text,
      format: 'text',
      attachments: [],
    });
  }
  if (RESOLVED.includes(target.label)) {
    office.endings.set(ticket.index, { resolution: typeof resolution === 'string' ? resolution : null, comment: text });
  }
  const changed = office.world.ticket(ticket.index);
  return changed === undefined ? refused(404, 'Ticket not found') : item(wholeTicket(office, changed, false));
}

type Read = { ok: true; patch: TicketPatch; fields: Written | undefined } | { ok: false; message: string };

function readChanges(office: Office, changes: TicketBody): Read {
  const patch: TicketPatch = {};
  const { title, priority, tags, expectedDate } = changes;
  if (typeof title === 'string') patch.subject = title;
  const description = descriptionOf(changes);
  if (description !== undefined) patch.description = description;
  const level = priorityNamed(priority);
  if (priority !== undefined && level === undefined) return { ok: false, message: 'priority is invalid' };
  if (level !== undefined) patch.priority = level;
  const requestor = asUser(changes['requestor']);
  if (requestor !== undefined) patch.requester = personFor(office, requestor).id;
  const assignee = asUser(changes['assignee']);
  if (assignee !== undefined) patch.assignee = personFor(office, assignee).id;
  if (changes['assignee'] === null) patch.assignee = null;
  if (tags !== undefined) {
    const read = readTags(office, tags);
    if (read === undefined) return { ok: false, message: 'tags must be objects with tagCategoryId and text' };
    patch.tags = read;
  }
  if (typeof expectedDate === 'string') {
    const day = Date.parse(`${expectedDate.slice(0, 10)}T00:00:00Z`);
    if (Number.isNaN(day)) return { ok: false, message: 'expectedDate is invalid' };
    patch.dueAt = day;
  }
  if (expectedDate === null) patch.dueAt = null;
  const fieldBody = asBody(changes['customFields']);
  const fields = fieldBody === undefined ? undefined : readValues(office, fieldBody);
  if (fields?.ok === false) return fields;
  if (fields !== undefined) patch.custom = fields.custom;
  return { ok: true, patch, fields };
}

/** The plain text wins; the world keeps one text, so markup is kept as the plain text's. */
function descriptionOf({ description, description_HTML: html }: TicketBody): string | undefined {
  if (typeof description === 'string') return /<[a-z]/i.test(description) ? escaped(description) : description;
  return typeof html === 'string' ? html.replace(/<[^>]*>/g, '') : undefined;
}

/** They replace the list. Each names its category; a text that is new joins it. */
function readTags(office: Office, tags: unknown): string[] | undefined {
  if (!Array.isArray(tags)) return undefined;
  const items = tags.map((tag: unknown) => asBody(tag));
  const isTag = (tag: TicketBody | undefined): boolean =>
    tag?.['tagCategoryId'] === TAG_CATEGORY && typeof tag['text'] === 'string' && tag['text'].trim() !== '';
  if (!items.every(isTag)) return undefined;
  const read = items.map((tag) => String(tag?.['text']));
  for (const text of read) office.newTags.add(text);
  return read;
}

/** The trap: custom fields beside a date with a time of day are a success that does nothing. */
function isLost(changes: TicketBody, fields: Written | undefined): boolean {
  if (fields?.ok !== true) return false;
  const { expectedDate } = changes;
  return fields.hasTime || (typeof expectedDate === 'string' && expectedDate.length > 10);
}

export function asBody(value: unknown): TicketBody | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as TicketBody) : undefined;
}
