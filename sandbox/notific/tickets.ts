/** Notific's tickets over the world's. */
import type { InstanceContext } from '../service';
import type { World, WorldStatus, WorldTicket } from '../world/world';
import type { ModelState } from './answers';
import { naive, readDate, UNSET } from './dates';
import type { Records } from './directory';
import type { Mailbox } from './mails';
import type { NotificOptions } from './options';

/** Times that the world has no place for; undefined: as the world says. */
interface Beside {
  start?: number | null;
  end?: number | null;
  nextUpdate?: number | null;
  closed?: number | null;
  reopened?: number | null;
}

const isDone = (status: string | null): boolean => status === 'solved' || status === 'closed';
/** Member of a body, and its place beside the world. */
const TIMES = [
  ['starttime', 'StartTime', 'start'],
  ['endtime', 'EndTime', 'end'],
  ['nextupdatetime', 'NextUpdateTime', 'nextUpdate'],
  ['closedtime', 'ClosedTime', 'closed'],
  ['reopenedtime', 'ReopenedTime', 'reopened'],
] as const;

export function createTickets(instance: InstanceContext, mailbox: Mailbox, options: NotificOptions): Records {
  const { world } = instance;
  const beside = new Map<number, Beside>();

  const visible = (index: number): WorldTicket | undefined => {
    const ticket = world.ticket(index);
    return ticket && ticket.status !== 'deleted' ? ticket : undefined;
  };
  const byId = (id: string): WorldTicket | undefined => (/^\d{1,9}$/.test(id) ? visible(Number(id) - 1) : undefined);
  const render = (ticket: WorldTicket) => renderTicket(ticket, beside.get(ticket.index) ?? {});

  return {
    all: (end) => {
      const rows: unknown[] = [];
      for (let index = 0; index < world.size && rows.length < end; index += 1) {
        const ticket = visible(index);
        if (ticket) rows.push(render(ticket));
      }
      return rows;
    },
    get: (id) => {
      const ticket = byId(id);
      return ticket && render(ticket);
    },
    create: (members) => {
      const wrong = problems(world, members, true);
      if (Object.keys(wrong).length > 0) return wrong;
      const made = world.create(
        { ...texts(members), queue: serviceOf(world, members), requester: firstCustomer(world) },
        null,
      );
      beside.set(made.index, timesIn(members, {}));
      world.change(made.index, { dueAt: readDate(members.get('expectedresolutiontime') ?? null) ?? null }, null);
      if (members.get('donotsendemail') !== true) mailbox.send({ ticket: made.id, reason: 'created' });
      return { record: render(world.ticket(made.index) ?? made), id: made.id };
    },
    put: (id, members) => {
      const ticket = byId(id);
      if (!ticket) return undefined;
      const wrong = problems(world, members, false);
      if (Object.keys(wrong).length > 0) return wrong;
      change({ world, beside, mailbox, options }, ticket, members);
      return 'done';
    },
    remove: (id) => {
      const ticket = byId(id);
      if (!ticket) return undefined;
      const gone = render(ticket);
      world.purge(ticket.index);
      return gone;
    },
  };
}

interface TicketDesk {
  world: World;
  beside: Map<number, Beside>;
  mailbox: Mailbox;
  options: NotificOptions;
}

/**
 * The text and the four times are replaced as a whole, left out or not; of the rest only a close or a reopening
 * counts. Including the property is what closes or reopens, whether the time was there before or not.
 */
function change(
  { world, beside, mailbox, options }: TicketDesk,
  ticket: WorldTicket,
  members: ReadonlyMap<string, unknown>,
): void {
  const before = beside.get(ticket.index) ?? {};
  const times = stateTimes(ticket, before);
  const closing = readDate(members.get('closedtime') ?? null) ?? null;
  const reopening = readDate(members.get('reopenedtime') ?? null) ?? null;
  const [isClosing, isReopening] = [closing !== null, reopening !== null];
  const kept = options.leftOutTimes === 'kept' ? times : { closed: null, reopened: null };
  const after = timesIn(members, before);
  beside.set(ticket.index, { ...after, closed: closing ?? kept.closed, reopened: reopening ?? kept.reopened });
  world.change(
    ticket.index,
    { ...texts(members), dueAt: readDate(members.get('expectedresolutiontime') ?? null) ?? null },
    null,
  );
  if (isClosing) world.change(ticket.index, { status: 'closed' }, null);
  const isOpenedByErasure = !isClosing && times.closed !== null && kept.closed === null;
  if (isReopening || isOpenedByErasure) world.change(ticket.index, { status: 'open' }, null);
  if (members.get('donotsendemail') === true) return;
  if (isClosing) mailbox.send({ ticket: ticket.id, reason: 'closed' });
  if (isReopening) mailbox.send({ ticket: ticket.id, reason: 'reopened' });
  if (!isClosing && !isReopening) mailbox.send({ ticket: ticket.id, reason: 'updated' });
}

function renderTicket(ticket: WorldTicket, beside: Beside) {
  const { closed, reopened } = stateTimes(ticket, beside);
  const start = beside.start === undefined ? ticket.createdAt : beside.start;
  return {
    Id: ticket.id,
    Description: ticket.description === '' ? ticket.subject : `${ticket.subject}\n${ticket.description}`,
    StartTime: naive(start) ?? UNSET,
    EndTime: naive(beside.end === undefined ? ticket.closedAt : beside.end),
    ExpectedResolutionTime: naive(ticket.dueAt),
    NextUpdateTime: naive(beside.nextUpdate === undefined ? null : beside.nextUpdate),
    ClosedTime: naive(closed),
    ReopenedTime: naive(reopened),
    ServiceId: ticket.queue,
    Severity: ticket.priority,
  };
}

/** The last close and the last reopening: what the world's history says, or what was written since. */
function stateTimes(ticket: WorldTicket, beside: Beside): { closed: number | null; reopened: number | null } {
  const changes = ticket.changes.filter(({ field }) => field === 'status');
  const close = changes.findLast(({ from, to }) => isDone(to) && !isDone(from))?.at ?? null;
  const reopening = changes.findLast(({ from, to }) => isDone(from) && to !== null && !isDone(to))?.at ?? null;
  const closed = close ?? (isDone(ticket.status satisfies WorldStatus) ? (ticket.closedAt ?? ticket.resolvedAt) : null);
  return {
    closed: beside.closed === undefined ? closed : beside.closed,
    reopened: beside.reopened === undefined ? reopening : beside.reopened,
  };
}

function timesIn(members: ReadonlyMap<string, unknown>, before: Beside): Beside {
  const times: Beside = { ...before };
  for (const [member, , place] of TIMES.slice(0, 3)) times[place] = readDate(members.get(member) ?? null) ?? null;
  return times;
}

function texts(members: ReadonlyMap<string, unknown>): { subject: string; description: string } {
  const [subject = '', ...rest] = String(members.get('description')).split('\n');
  return { subject, description: rest.join('\n') };
}

function problems(world: World, members: ReadonlyMap<string, unknown>, isNew: boolean): ModelState {
  const wrong: ModelState = {};
  const description = members.get('description');
  if (typeof description !== 'string' || description.trim() === '') {
    wrong['ticket.Description'] = ['The Description field is required.'];
  }
  for (const [member, name] of [...TIMES, ['expectedresolutiontime', 'ExpectedResolutionTime'] as const]) {
    const value = members.get(member);
    if (value !== undefined && readDate(value) === undefined) {
      wrong[`ticket.${name}`] = [
        `Could not convert string to DateTime: ${String(value)}. Path '${name}', line 1, position 40.`,
      ];
    }
  }
  const service = members.get('serviceid');
  if (isNew && service !== undefined && !world.queues().some(({ id }) => id === Number(service))) {
    wrong['ticket.ServiceId'] = ['There is no such service.'];
  }
  return wrong;
}

function serviceOf(world: World, members: ReadonlyMap<string, unknown>): number {
  return Number(members.get('serviceid') ?? world.queues()[0]?.id ?? 1);
}

/** Notific's tickets have no requester; the world's must. */
function firstCustomer(world: World): number {
  return world.people().find(({ isAgent }) => !isAgent)?.id ?? 1;
}
