/** Tickets, and the small records that hang on them. */
import type { WorldTicket } from '../world/world';
import type { Caller, DeskproState } from './state';
import { isRepeated, sees } from './state';
import type { JsonObject } from './json';
import { arrayList, pageAsked, single } from './listing';
import { logView, attachmentView, htmlOf } from './message-view';
import { badRequest, forbidden, invalidInput, notFound, refusal, Refused } from './answers';
import { Reply, type Created, type RouteRequest, type Routes } from './route';
import { takeAttachments } from './blobs';
import { ticketChange } from './ticket-body';
import { linkedTo, selected, ticketList } from './ticket-list';
import { ticketQuery } from './ticket-query';
import { changesOf, ticketView } from './ticket-view';

/** @throws Refused 404 for what there is not, and for what the caller may not see */
export function ticketFor(state: DeskproState, caller: Caller, id: string): WorldTicket {
  const byRef = id.startsWith('ref:') ? ticketByNumber(state, id.slice(4)) : state.world.ticket(Number(id) - 1);
  if (!byRef || !sees(caller, byRef)) throw notFound(id);
  return byRef;
}

/** References are made of the number. */
function ticketByNumber(state: DeskproState, number: string): WorldTicket | undefined {
  const guess = state.world.ticket(Number(number.replace(/\D/g, '')) - 1);
  if (guess?.number === number) return guess;
  for (let index = 0; index < state.world.size; index += 1) {
    const ticket = state.world.ticket(index);
    if (ticket?.number === number) return ticket;
  }
  return undefined;
}

export function ticketRoutes(routes: Routes, state: DeskproState): void {
  routes.get('/tickets', 'tickets.list', ({ caller, query }) =>
    ticketList(state, caller, ticketQuery(query), pageAsked(query)),
  );
  routes.get('/tickets/counts', 'tickets.counts', ({ caller, query }) => ({
    data: { total: selected(state, caller, ticketQuery(query)).length },
    meta: {},
    linked: {},
  }));
  routes.get('/tickets/:id', 'tickets.get', (ask) => getTicket(state, ask));
  routes.post('/tickets', 'tickets.create', (ask) => createTicket(state, ask));
  routes.put('/tickets/:id', 'tickets.update', (ask) => updateTicket(state, ask));
  routes.delete('/tickets/:id', 'tickets.delete', ({ caller, path }) => {
    const ticket = ticketFor(state, caller, path['id'] ?? '');
    state.world.change(ticket.index, { status: 'deleted' }, caller.person?.id ?? null);
  });
  routes.put('/tickets/:id/actions/lock', 'tickets.lock', (ask) => setLock(state, ask, true));
  routes.put('/tickets/:id/actions/unlock', 'tickets.unlock', (ask) => setLock(state, ask, false));
  routes.get('/tickets/:id/attachments', 'tickets.attachments', ({ caller, path, query }) => {
    const ticket = ticketFor(state, caller, path['id'] ?? '');
    return arrayList(
      state,
      'tickets.attachments',
      ticket.attachments.map((file) => attachmentView(state, ticket, file)),
      query,
    );
  });
  routes.get('/tickets/:id/logs', 'tickets.logs', ({ caller, path, query }) => {
    // The log is for those who may see everything.
    if (caller.department !== null) throw forbidden('You do not have permission to view ticket logs');
    const ticket = ticketFor(state, caller, path['id'] ?? '');
    return arrayList(
      state,
      'tickets.logs',
      changesOf(ticket).map((change) => logView(ticket, change)),
      query,
    );
  });
  routes.get('/tickets/:id/logs/:log', 'tickets.log', ({ caller, path }) => {
    const ticket = ticketFor(state, caller, path['id'] ?? '');
    const change = changesOf(ticket).find(({ id }) => String(id) === path['log']);
    if (!change || caller.department !== null) throw notFound(path['log'] ?? '');
    return single(logView(ticket, change));
  });
}

/** A merged ticket sends to the one that survived it. */
function getTicket(state: DeskproState, { caller, path, query }: RouteRequest): JsonObject | Reply {
  const ticket = ticketFor(state, caller, path['id'] ?? '');
  if (ticket.mergedInto !== null) {
    const survivor = state.world.ticket(ticket.mergedInto - 1);
    if (!survivor) throw notFound(path['id'] ?? '');
    return new Reply(302, null, { location: `${state.instance.origin()}/api/v2/tickets/${survivor.id}` });
  }
  const view = ticketView(state, ticket);
  const include = String(query['include'] ?? '').split(',');
  return single(view, linkedTo(state, [view], include));
}

function createTicket(state: DeskproState, ask: RouteRequest): Created {
  const { caller } = ask;
  const body = ask.body();
  if (body['person'] === undefined) throw invalidInput('person', 'required', 'This value should not be blank.');
  const { patch, extras } = ticketChange(state, caller, body);
  const subject = patch.subject ?? '(No Subject)';
  const message = body['message'];
  if (isRepeated(state, JSON.stringify(['ticket', patch.requester, subject, message ?? null]))) {
    throw invalidInput('', 'dupe_ticket', 'This ticket was submitted already');
  }
  const created = state.world.create({ ...patch, subject, requester: patch.requester ?? 0 }, caller.person?.id ?? null);
  state.extras.set(created.id, extras);
  if (typeof message === 'object' && message !== null && !Array.isArray(message))
    addFirstMessage(state, created, message);
  return createdTicket(state, created.index);
}

function addFirstMessage(state: DeskproState, ticket: WorldTicket, message: JsonObject): void {
  const text = typeof message['message'] === 'string' ? message['message'] : '';
  state.world.change(ticket.index, { description: message['format'] === 'text' ? htmlOf(text, 'text') : text }, null);
  takeAttachments(state, ticket, message['attachments'], null, ticket.requester);
}

function createdTicket(state: DeskproState, index: number): Created {
  const ticket = state.world.ticket(index);
  if (!ticket) throw notFound(String(index + 1));
  const record = ticketView(state, ticket);
  return { location: `/tickets/${ticket.id}`, record, linked: (include) => linkedTo(state, [record], include) };
}

function updateTicket(state: DeskproState, ask: RouteRequest): Created {
  const ticket = ticketFor(state, ask.caller, ask.path['id'] ?? '');
  const { patch, extras } = ticketChange(state, ask.caller, ask.body());
  state.world.change(ticket.index, patch, ask.caller.person?.id ?? null);
  if (Object.keys(extras).length > 0) state.extras.set(ticket.id, { ...state.extras.get(ticket.id), ...extras });
  return createdTicket(state, ticket.index);
}

function setLock(state: DeskproState, ask: RouteRequest, lock: boolean): Created {
  const ticket = ticketFor(state, ask.caller, ask.path['id'] ?? '');
  const isLocked = state.locks.has(ticket.id);
  const force = ask.rawBody !== undefined && ask.rawBody !== null && ask.body()['force'] === true;
  if (isLocked === lock && !force) throw badRequest(lock ? 'The ticket is already locked' : 'The ticket is not locked');
  if (lock) state.locks.set(ticket.id, ask.caller.person?.id ?? 0);
  else state.locks.delete(ticket.id);
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

export function partRoutes(routes: Routes, state: DeskproState): void {
  for (const [kind, endpoint] of PARTS) {
    const entriesOf = (ask: RouteRequest) => {
      const ticket = ticketFor(state, ask.caller, ask.path['id'] ?? '');
      return { ticket, key: `${ticket.id}/${kind}`, parts: state.parts.get(`${ticket.id}/${kind}`) ?? [] };
    };
    routes.get(`/tickets/:id/${kind}`, endpoint, (ask) => arrayList(state, endpoint, entriesOf(ask).parts, ask.query));
    if (kind === 'links') continue;
    routes.post(`/tickets/:id/${kind}`, `${endpoint}.add`, (ask) => {
      const { ticket, key, parts } = entriesOf(ask);
      const record = { id: state.nextId(), ticket: ticket.id, ...ask.body() };
      state.parts.set(key, [...parts, record]);
      return { location: `/tickets/${ticket.id}/${kind}/${record.id}`, record };
    });
    routes.delete(`/tickets/:id/${kind}/:part`, `${endpoint}.remove`, (ask) => {
      const { key, parts } = entriesOf(ask);
      const rest = parts.filter((part) => ![part['id'], part['person']].map(String).includes(ask.path['part'] ?? ''));
      if (rest.length === parts.length) throw notFound(ask.path['part'] ?? '');
      state.parts.set(key, rest);
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
