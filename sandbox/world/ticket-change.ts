/** What a change does to a ticket: pure, on a ticket that is already a copy. */
import type { TicketPatch, WorldChange, WorldField, WorldStatus, WorldTicket, WorldValue } from './world';

export interface ChangeContext {
  at: number;
  by: number | null;
  nextId(): number;
  /** Types and fields by id, for the words in the history. */
  typeName(id: number): string;
  field(id: number): WorldField | undefined;
}

const isDone = (status: WorldStatus): boolean => status === 'solved' || status === 'closed';

/** resolvedAt: the last entry into solved or closed from outside; closedAt: the last entry into closed; null when left. */
export function enterStatus(ticket: WorldTicket, to: WorldStatus, at: number): void {
  const from = ticket.status;
  ticket.status = to;
  if (to === 'deleted') return;
  if (!isDone(to)) {
    ticket.resolvedAt = null;
    ticket.closedAt = null;
    return;
  }
  if (!isDone(from) && !(from === 'deleted' && ticket.resolvedAt !== null)) ticket.resolvedAt = at;
  if (to === 'solved') ticket.closedAt = null;
  else if (from !== 'closed') ticket.closedAt = at;
}

/** The value as people read it: option names, yes and no. */
export function customText(field: WorldField | undefined, value: WorldValue): string | null {
  if (value === null) return null;
  const name = (id: number): string => field?.options.find((option) => option.id === id)?.name ?? String(id);
  let text = String(value);
  if (Array.isArray(value)) text = value.map(name).join(', ');
  else if (typeof value === 'boolean') text = value ? 'yes' : 'no';
  else if (field?.type === 'list' && typeof value === 'number') text = name(value);
  return `${field?.name ?? 'field'}: ${text}`;
}

const sameValue = (a: WorldValue | undefined, b: WorldValue | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const idText = (id: number | null): string | null => (id === null ? null : String(id));
const typeText = (id: number | null, context: ChangeContext): string | null =>
  id === null ? null : `type: ${context.typeName(id)}`;

/** What has no history of its own: set as it is. */
const SILENT = ['description', 'requester', 'dueAt', 'satisfaction', 'mergedInto', 'createdAt'] as const;

/** Applies the patch and appends the history; true when anything differs. */
export function applyPatch(ticket: WorldTicket, patch: TicketPatch, context: ChangeContext): boolean {
  const before = ticket.changes.length;
  const record = (field: WorldChange['field'], from: string | null, to: string | null): void => {
    if (from === to) return;
    ticket.changes.push({ id: context.nextId(), field, from, to, at: context.at, by: context.by });
  };
  let silent = false;
  for (const name of SILENT) {
    if (patch[name] === undefined || patch[name] === ticket[name]) continue;
    Object.assign(ticket, { [name]: patch[name] });
    silent = true;
  }
  if (patch.subject !== undefined) {
    record('subject', ticket.subject, patch.subject);
    ticket.subject = patch.subject;
  }
  if (patch.priority !== undefined) {
    record('priority', ticket.priority, patch.priority);
    ticket.priority = patch.priority;
  }
  if (patch.queue !== undefined) {
    record('queue', idText(ticket.queue), idText(patch.queue));
    ticket.queue = patch.queue;
  }
  if (patch.assignee !== undefined) {
    record('assignee', idText(ticket.assignee), idText(patch.assignee));
    ticket.assignee = patch.assignee;
  }
  if (patch.type !== undefined) {
    record('custom', typeText(ticket.type, context), typeText(patch.type, context));
    ticket.type = patch.type;
  }
  if (patch.tags !== undefined) {
    record('tags', ticket.tags.join(', '), patch.tags.join(', '));
    ticket.tags = [...patch.tags];
  }
  if (patch.custom !== undefined) {
    for (const [key, value] of Object.entries(patch.custom)) {
      const id = Number(key);
      const field = context.field(id);
      if (sameValue(ticket.custom[id], value)) continue;
      record('custom', customText(field, ticket.custom[id] ?? null), customText(field, value));
      ticket.custom[id] = value;
    }
  }
  if (patch.status !== undefined && patch.status !== ticket.status) {
    record('status', ticket.status, patch.status);
    enterStatus(ticket, patch.status, context.at);
  }
  if (patch.closedAt !== undefined && patch.closedAt !== ticket.closedAt) {
    ticket.closedAt = patch.closedAt;
    silent = true;
  }
  return silent || ticket.changes.length > before;
}
