/** A World over a read-only base: only tickets that were changed or added are kept. */
import type { WorldBase } from './base';
import { firstIdOf } from './base';
import { createOrder } from './creation-order';
import { createDirectory } from './directory';
import { numberOf, uuidOf } from './identity';
import { applyPatch, enterStatus, type ChangeContext } from './ticket-change';
import type { TicketDraft, World, WorldAttachment, WorldComment, WorldTicket } from './world';

/** A copy all the way down, its computed parts computed. */
function copyOf(ticket: WorldTicket): WorldTicket {
  return {
    ...ticket,
    tags: [...ticket.tags],
    custom: { ...ticket.custom },
    comments: ticket.comments.map((comment) => ({ ...comment, attachments: [...comment.attachments] })),
    changes: ticket.changes.map((change) => ({ ...change })),
    attachments: ticket.attachments.map((attachment) => ({ ...attachment, bytes: attachment.bytes.slice() })),
  };
}

/** `now` is the clock, in epoch milliseconds. */
export function createWorld(base: WorldBase, now: () => number): World {
  const kept = new Map<number, WorldTicket>();
  const purged = new Set<number>();
  const touched: number[] = [];
  const order = createOrder(base);
  const directory = createDirectory(base);
  let spareIds = 0;

  const exists = (index: number): boolean =>
    Number.isInteger(index) && index >= 0 && index < order.size() && !purged.has(index);

  /** The ticket to write to: from now on it is kept. */
  const own = (index: number): WorldTicket | undefined => {
    if (!exists(index)) return undefined;
    touched.push(index);
    const known = kept.get(index);
    if (known) return known;
    const ticket = copyOf(base.ticket(index));
    kept.set(index, ticket);
    return ticket;
  };

  /** Beyond the ids that the base gives out, and never given out twice. */
  const nextId = (): number => firstIdOf(base.size) + spareIds++;

  const touch = (ticket: WorldTicket, at: number): void => {
    ticket.updatedAt = Math.max(ticket.updatedAt, at);
  };

  const changing = (by: number | null): ChangeContext => ({
    at: now(),
    by,
    nextId,
    typeName: (id) => directory.types().find((type) => type.id === id)?.name ?? String(id),
    field: (id) => base.fields.find((field) => field.id === id),
  });

  const draftTicket = (index: number, draft: TicketDraft, at: number): WorldTicket => ({
    number: `T-${String(index + 1).padStart(6, '0')}`,
    description: '',
    descriptionFormat: 'text',
    priority: 'normal',
    assignee: null,
    queue: directory.queues()[0]?.id ?? 1,
    type: null,
    channel: 'api',
    tags: [],
    createdAt: at,
    updatedAt: at,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    dueAt: null,
    satisfaction: null,
    isSlaBreached: false,
    custom: {},
    mergedInto: null,
    ...draft,
    status: 'new',
    index,
    id: index + 1,
    uuid: uuidOf(base.seed, 'ticket', index),
    comments: [],
    changes: [],
    attachments: [],
  });

  return {
    ...directory,
    now,
    get size() {
      return order.size();
    },
    ticket: (index) => {
      if (!exists(index)) return undefined;
      const known = kept.get(index);
      return known ? copyOf(known) : base.ticket(index);
    },
    touched,
    indexOfUuid: (uuid) => {
      const index = numberOf(base.seed, 'ticket', uuid);
      return index !== undefined && exists(index) ? index : undefined;
    },
    createdBetween: order.between,
    create: (draft) => {
      const index = order.size();
      const at = draft.createdAt ?? now();
      const ticket = draftTicket(index, draft, at);
      enterStatus(ticket, draft.status ?? 'new', at);
      ticket.resolvedAt = draft.resolvedAt ?? ticket.resolvedAt;
      ticket.closedAt = draft.closedAt ?? ticket.closedAt;
      order.add(at);
      touched.push(index);
      kept.set(index, copyOf(ticket));
      return ticket;
    },
    change: (index, patch, by) => {
      const ticket = own(index);
      if (!ticket) return undefined;
      const context = changing(by);
      if (applyPatch(ticket, patch, context)) touch(ticket, context.at);
      if (patch.createdAt !== undefined) order.move(index, patch.createdAt);
      return copyOf(ticket);
    },
    comment: (index, { createdAt = now(), ...facts }) => {
      const ticket = own(index);
      if (!ticket) return undefined;
      const comment: WorldComment = { ...facts, id: nextId(), createdAt, updatedAt: null };
      ticket.comments.push(comment);
      ticket.comments.sort((a, b) => a.createdAt - b.createdAt);
      for (const file of ticket.attachments) if (facts.attachments.includes(file.id)) file.comment = comment.id;
      if (facts.isPublic && directory.person(facts.author)?.isAgent) ticket.firstResponseAt ??= createdAt;
      touch(ticket, createdAt);
      return { ...comment, attachments: [...comment.attachments] };
    },
    editComment: (index, commentId, body) => {
      const ticket = own(index);
      const comment = ticket?.comments.find(({ id }) => id === commentId);
      if (!ticket || !comment) return undefined;
      comment.body = body;
      comment.updatedAt = now();
      touch(ticket, comment.updatedAt);
      return { ...comment, attachments: [...comment.attachments] };
    },
    removeComment: (index, commentId) => {
      const ticket = own(index);
      if (!ticket?.comments.some(({ id }) => id === commentId)) return false;
      ticket.comments = ticket.comments.filter(({ id }) => id !== commentId);
      ticket.attachments = ticket.attachments.filter(({ comment }) => comment !== commentId);
      touch(ticket, now());
      return true;
    },
    attach: (index, file) => {
      const ticket = own(index);
      if (!ticket) return undefined;
      const id = nextId();
      const uuid = uuidOf(base.seed, 'attachment', id);
      const attachment: WorldAttachment = { ...file, bytes: file.bytes.slice(), id, uuid, createdAt: now() };
      ticket.attachments.push(attachment);
      ticket.comments.find((comment) => comment.id === file.comment)?.attachments.push(id);
      touch(ticket, attachment.createdAt);
      return { ...attachment };
    },
    removeAttachment: (index, attachmentId) => {
      const ticket = own(index);
      if (!ticket?.attachments.some(({ id }) => id === attachmentId)) return false;
      ticket.attachments = ticket.attachments.filter(({ id }) => id !== attachmentId);
      for (const comment of ticket.comments)
        comment.attachments = comment.attachments.filter((id) => id !== attachmentId);
      touch(ticket, now());
      return true;
    },
    purge: (index) => {
      if (!exists(index)) return false;
      purged.add(index);
      touched.push(index);
      kept.delete(index);
      return true;
    },
  };
}
