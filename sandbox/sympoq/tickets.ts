/** Tickets, their updates and their files. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SympoqAccount } from './account';
import type { WorldTicket } from '../world/world';
import { eventLog, ofComment, type LogPlace } from './events';
import { bareList, orderOf, pageOf } from './lists';
import { BARE_TICKETS } from './options';
import { renderTicket, ticketId, ticketOf, type Beside } from './render';
import { createRows, type RowWindow } from './rows';
import { problem } from './answers';
import { isWrong, readTicket, type TicketWrite } from './writes';

type ById = { Params: { id: string } };

export function registerTickets(app: FastifyInstance, account: SympoqAccount): void {
  const { instance, options, api } = account;
  const { world } = instance;
  const beside = new Map<number, Beside>();
  const place: LogPlace = {
    world,
    timeZone: options.timeZone,
    hasMarkup: options.hasMarkup,
    get files() {
      return instance.origin();
    },
  };

  const mayShow = (ticket: WorldTicket, agent: number | null): boolean =>
    ticket.status !== 'deleted' && (agent === null || ticket.assignee === agent);
  const viewer = (request: FastifyRequest): number | null =>
    account.isAdministrator(request) ? null : account.agentOf(request);
  const render = (ticket: WorldTicket) => renderTicket(place, ticket, beside.get(ticket.index));

  const rows = new Map<number | null, RowWindow>();
  const rowsOf = (agent: number | null): RowWindow => {
    const known = rows.get(agent) ?? createRows(world, (ticket) => mayShow(ticket, agent));
    rows.set(agent, known);
    return known;
  };

  /** A ticket that the key may not see is as one that is not there. */
  const find = (request: FastifyRequest<ById>): WorldTicket | undefined => {
    const ticket = ticketOf(world, request.params.id);
    return ticket && mayShow(ticket, viewer(request)) ? ticket : undefined;
  };
  const missing = (reply: FastifyReply): FastifyReply => problem(reply, 404, 'There is no such ticket');

  const keep = (index: number, { solution }: TicketWrite): void => {
    if (solution !== undefined) beside.set(index, { ...beside.get(index), solution });
  };

  app.get(`${api}/tickets`, { config: { endpoint: 'list_tickets' } }, (request, reply) => {
    const list = rowsOf(viewer(request));
    const source = {
      window: (offset: number, limit: number) => {
        const { tickets, hasMore } = list.window(offset, limit);
        return { rows: tickets.map(render), hasMore };
      },
      moveToTop: (at: number) => list.moveToTop(at),
    };
    const order = orderOf(request, options.pageSize);
    if (!order) return problem(reply, 400, 'offset or limit cannot be used');
    if (order.offset === 0) list.restart();
    const isBare = options.lists === 'bare' || (options.lists === 'auto' && world.size <= BARE_TICKETS);
    if (isBare) return bareList(instance, 'list_tickets', source);
    return pageOf(instance, 'list_tickets', order, source, `${instance.origin()}${api}/tickets`);
  });

  app.get<ById>(`${api}/ticket/:id`, { config: { endpoint: 'get_ticket' } }, (request, reply) => {
    const ticket = find(request);
    if (!ticket) return missing(reply);
    const requested = request.headers['event_log'];
    return { ...render(ticket), ...(requested === '1' ? { event_log: eventLog(place, ticket) } : {}) };
  });

  const locationOf = (ticket: WorldTicket): string =>
    `${instance.origin()}${api}/ticket/${encodeURIComponent(ticketId(ticket))}`;

  app.post(`${api}/ticket`, { config: { endpoint: 'create_ticket' } }, (request, reply) => {
    const write = readTicket(world, request.body, { isNew: true, manualStatus: true });
    if (isWrong(write)) return problem(reply, write.status, write.message);
    const agent = account.agentOf(request);
    const { subject = '', requester = agent, ...rest } = write.patch;
    const made = world.create({ ...rest, subject, requester }, agent);
    keep(made.index, write);
    return reply.code(201).header('location', locationOf(made)).send(render(made));
  });

  app.put<ById>(`${api}/ticket/:id`, { config: { endpoint: 'update_ticket' } }, (request, reply) => {
    const ticket = find(request);
    if (!ticket) return missing(reply);
    const write = readTicket(world, request.body, { isNew: false, manualStatus: options.manualStatus });
    if (isWrong(write)) return problem(reply, write.status, write.message);
    const changed = world.change(ticket.index, write.patch, account.agentOf(request));
    keep(ticket.index, write);
    return changed ? render(changed) : missing(reply);
  });

  app.delete<ById>(`${api}/ticket/:id`, { config: { endpoint: 'delete_ticket' } }, (request, reply) => {
    const ticket = find(request);
    if (!ticket) return missing(reply);
    world.purge(ticket.index);
    for (const list of rows.values()) list.drop(ticket.index);
    return reply.code(410).type('text/html').send('<html><body>Gone</body></html>');
  });

  app.post<ById>(`${api}/ticket/:id/update`, { config: { endpoint: 'add_update' } }, (request, reply) => {
    const ticket = find(request);
    if (!ticket) return missing(reply);
    const update = updateIn(request.body);
    if (!update) return problem(reply, 400, 'description is required; type is reply or note; minutes a whole number');
    const author = account.agentOf(request);
    const entry = {
      author,
      isPublic: update.type === 'reply',
      title: null,
      body: update.description,
      format: 'text',
      attachments: [],
    } as const;
    const comment = world.comment(ticket.index, { ...entry, attachments: [] });
    if (!comment) return missing(reply);
    // An agent's reply waits for the customer: the status follows the last action.
    if (update.type === 'reply') world.change(ticket.index, { status: 'pending' }, author);
    const minutes = beside.get(ticket.index)?.minutes ?? render(ticket).minutes;
    beside.set(ticket.index, { ...beside.get(ticket.index), minutes: minutes + update.minutes });
    return reply.code(201).send({ ...ofComment(place, comment), billable: update.minutes });
  });

  app.get<{ Querystring: { ssid?: string; token?: string; svalue?: string } }>(
    '/dlfdir.php',
    { config: { endpoint: 'file' } },
    (request, reply) => {
      const { ssid, token, svalue } = request.query;
      const file = world.ticket(Number(svalue) - 1)?.attachments.find(({ id }) => String(id) === token);
      if (!file || !ssid) return reply.code(404).type('text/html').send('<html><body>Not found</body></html>');
      return reply.type(file.mediaType).send(Buffer.from(file.bytes));
    },
  );
}

function updateIn(body: unknown): { description: string; type: 'reply' | 'note'; minutes: number } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { description, type = 'reply', minutes = 0 } = body as Record<string, unknown>;
  if (typeof description !== 'string' || description.trim() === '') return undefined;
  if (type !== 'reply' && type !== 'note') return undefined;
  return typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 0
    ? { description, type, minutes }
    : undefined;
}
