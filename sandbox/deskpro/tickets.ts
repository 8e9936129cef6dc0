/** Tickets, and the small records that hang on them. */
import type { WorldTicket } from '../world/world';
import type { Caller, Desk } from './desk';
import { isRepeated, sees } from './desk';
import type { JsonObject } from './json';
import { arrayList, pageAsked, single } from './listing';
import { logView, attachmentView, htmlOf } from './message-view';
import { badRequest, forbidden, invalidInput, notFound, refusal, Refused } from './answers';
import { Told, type Ask, type Created, type Routes } from './route';
import { takeAttachments } from './blobs';
import { ticketChange } from './ticket-body';
import { linkedTo, selected, ticketList } from './ticket-list';
import { ticketQuery } from './ticket-query';
import { changesOf, ticketView } from './ticket-view';

/** @throws Refused 404 for what there is not, and for what the caller may not see */
export function ticketFor(desk: Desk, caller: Caller, id: string): WorldTicket {
  const byRef = id.startsWith('ref:') ? ticketByNumber(desk, id.slice(4)) : desk.world.ticket(Number(id) - 1);
  if (!byRef || !sees(caller, byRef)) throw notFound(id);
  return byRef;
}

/** References are made of the number. */
function ticketByNumber(desk: Desk, number: string): WorldTicket | undefined {
  const guess = desk.world.ticket(Number(number.replace(/\D/g, '')) - 1);
  if (guess?.number === number) return guess;
  for (let index = 0; index < desk.world.size; index += 1) {
    const ticket = desk.world.ticket(index);
    if (ticket?.number === number) return ticket;
  }
  return undefined;
}

export function ticketRoutes(routes: Routes, desk: Desk): void {
  routes.get('/tickets', 'tickets.list', ({ caller, query }) =>
    ticketList(desk, caller, ticketQuery(query), pageAsked(query)),
  );
  routes.get('/tickets/counts', 'tickets.counts', ({ caller, query }) => ({
    data: { total: selected(desk, caller, ticketQuery(query)).length },
    meta: {},
    linked: {},
  }));
  routes.get('/tickets/:id', 'tickets.get', (ask) => getTicket(desk, ask));
  routes.post('/tickets', 'tickets.create', (ask) => createTicket(desk, ask));
  routes.put('/tickets/:id', 'tickets.update', (ask) => updateTicket(desk, ask));
  routes.delete('/tickets/:id', 'tickets.delete', ({ caller, path }) => {
    const ticket = ticketFor(desk, caller, path['id'] ?? '');
    desk.world.change(ticket.index, { status: 'deleted' }, caller.person?.id ?? null);
  });
  routes.put('/tickets/:id/actions/lock', 'tickets.lock', (ask) => setLock(desk, ask, true));
  routes.put('/tickets/:id/actions/unlock', 'tickets.unlock', (ask) => setLock(desk, ask, false));
  routes.get('/tickets/:id/attachments', 'tickets.attachments', ({ caller, path, query }) => {
    const ticket = ticketFor(desk, caller, path['id'] ?? '');
    return arrayList(
      desk,
      'tickets.attachments',
      ticket.attachments.map((file) => attachmentView(desk, ticket, file)),
      query,
    );
  });
  routes.get('/tickets/:id/logs', 'tickets.logs', ({ caller, path, query }) => {
    // The log is for those who may see everything.
    if (caller.department !== null) throw forbidden('You do not have permission to view ticket logs');
    const ticket = ticketFor(desk, caller, path['id'] ?? '');
    return arrayList(
      desk,
      'tickets.logs',
      changesOf(ticket).map((change) => logView(ticket, change)),
      query,
    );
  });
  routes.get('/tickets/:id/logs/:log', 'tickets.log', ({ caller, path }) => {
    const ticket = ticketFor(desk, caller, path['id'] ?? '');
    const change = changesOf(ticket).find(({ id }) => String(id) === path['log']);
    if (!change || caller.department !== null) throw notFound(path['log'] ?? '');
    return single(logView(ticket, change));
  });
}

/** A merged ticket sends to the one that survived it. */
function getTicket(desk: Desk, { caller, path, query }: Ask): JsonObject | Told {
  const ticket = ticketFor(desk, caller, path['id'] ?? '');
  if (ticket.mergedInto !== null) {
    const survivor = desk.world.ticket(ticket.mergedInto - 1);
    if (!survivor) throw notFound(path['id'] ?? '');
    return new Told(302, null, { location: `${desk.house.origin()}/api/v2/tickets/${survivor.id}` });
  }
  const view = ticketView(desk, ticket);
  const include = String(query['include'] ?? '').split(',');
  return single(view, linkedTo(desk, [view], include));
}

function createTicket(desk: Desk, ask: Ask): Created {
  const { caller } = ask;
  const body = ask.body();
  if (body['person'] === undefined) throw invalidInput('person', 'required', 'This value should not be blank.');
  const { patch, extras } = ticketChange(desk, caller, body);
  const subject = patch.subject ?? '(No Subject)';
  const said = body['message'];
  if (isRepeated(desk, JSON.stringify(['ticket', patch.requester, subject, said ?? null]))) {
    throw invalidInput('', 'dupe_ticket', 'This ticket was submitted already');
  }
  const created = desk.world.create({ ...patch, subject, requester: patch.requester ?? 0 }, caller.person?.id ?? null);
  desk.extras.set(created.id, extras);
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) addFirstMessage(desk, created, said);
  return createdTicket(desk, created.index);
}

function addFirstMessage(desk: Desk, ticket: WorldTicket, said: JsonObject): void {
  const text = typeof said['message'] === 'string' ? said['message'] : '';
  desk.world.change(ticket.index, { description: said['format'] === 'text' ? htmlOf(text, 'text') : text }, null);
  takeAttachments(desk, ticket, said['attachments'], null, ticket.requester);
}

function createdTicket(desk: Desk, index: number): Created {
  const ticket = desk.world.ticket(index);
  if (!ticket) throw notFound(String(index + 1));
  const record = ticketView(desk, ticket);
  return { location: `/tickets/${ticket.id}`, record, linked: (include) => linkedTo(desk, [record], include) };
}

function updateTicket(desk: Desk, ask: Ask): Created {
  const ticket = ticketFor(desk, ask.caller, ask.path['id'] ?? '');
  const { patch, extras } = ticketChange(desk, ask.caller, ask.body());
  desk.world.change(ticket.index, patch, ask.caller.person?.id ?? null);
  if (Object.keys(extras).length > 0) desk.extras.set(ticket.id, { ...desk.extras.get(ticket.id), ...extras });
  return createdTicket(desk, ticket.index);
}

function setLock(desk: Desk, ask: Ask, lock: boolean): Created {
  const ticket = ticketFor(desk, ask.caller, ask.path['id'] ?? '');
  const isLocked = desk.locks.has(ticket.id);
  const force = ask.rawBody !== undefined && ask.rawBody !== null && ask.body()['force'] === true;
  if (isLocked === lock && !force) throw badRequest(lock ? 'The ticket is already locked' : 'The ticket is not locked');
  if (lock) desk.locks.set(ticket.id, ask.caller.person?.id ?? 0);
  else desk.locks.delete(ticket.id);
  return { location: `/tickets/${ticket.id}`, record: {} };
}

/** Records of a ticket that are kept as they are written. */
const PARTS = [
  ['cc', 'tickets.participants'],
  ['followers', 'tickets.participants'],
  ['ticket_slas', 'tickets.slas'],
  ['links', 'tickets.links'],
  ['follow-ups', 'tickets.follow_ups'],
  ['charges', 'tickets.charges'],
] as const;

export function partRoutes(routes: Routes, desk: Desk): void {
  for (const [kind, endpoint] of PARTS) {
    const partsOf = (ask: Ask) => {
      const ticket = ticketFor(desk, ask.caller, ask.path['id'] ?? '');
      return { ticket, key: `${ticket.id}/${kind}`, parts: desk.parts.get(`${ticket.id}/${kind}`) ?? [] };
    };
    routes.get(`/tickets/:id/${kind}`, endpoint, (ask) => arrayList(desk, endpoint, partsOf(ask).parts, ask.query));
    if (kind === 'links') continue;
    routes.post(`/tickets/:id/${kind}`, `${endpoint}.add`, (ask) => {
      const { ticket, key, parts } = partsOf(ask);
      const record = { id: desk.nextId(), ticket: ticket.id, ...ask.body() };
      desk.parts.set(key, [...parts, record]);
      return { location: `/tickets/${ticket.id}/${kind}/${record.id}`, record };
    });
    routes.delete(`/tickets/:id/${kind}/:part`, `${endpoint}.remove`, (ask) => {
      const { key, parts } = partsOf(ask);
      const rest = parts.filter((part) => ![part['id'], part['person']].map(String).includes(ask.path['part'] ?? ''));
      if (rest.length === parts.length) throw notFound(ask.path['part'] ?? '');
      desk.parts.set(key, rest);
    });
  }
}

/** There is no such route: the vendor's page has the two verbs swapped. */
export function swappedVerbs(app: Routes): void {
  const refuse = (): never => {
    throw new Refused(refusal(405, 'method_not_allowed', 'Method Not Allowed'));
  };
  app.put('/tickets', 'tickets.create', refuse);
  app.post('/tickets/:id', 'tickets.update', refuse);
}
