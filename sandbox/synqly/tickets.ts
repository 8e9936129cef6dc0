/** Tickets, projects and remote fields. */
import type { TicketDraft, WorldTicket } from '../world/world';
import type { AccessCheck } from './access';
import type { SynqlyState } from './state';
import { personFor, projectIdOf, ticketBy, ticketIdOf } from './state';
import type { TicketEvent } from './deliveries';
import type { Filter } from './filter';
import { filtersIn } from './filter';
import { patched, stepsIn } from './json-patch';
import type { Shelf } from './listing';
import { pageOf, pageQuery, positionOf } from './listing';
import { badBody, missing, ProblemError, unsupported } from './answers';
import type { Json } from './answers';
import type { Provider } from './provider';
import type { JsonObject } from './render';
import { renderRemoteFields, renderTicket, time, updatedAt } from './render';
import type { Route, RouteRequest } from './route';
import { bodyObject } from './route';
import { createShelves, orderIn } from './ticket-shelf';
import { keepExtra, patchFor, WRITABLE } from './ticket-write';

const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function ticketRoutes(route: Route, state: SynqlyState, access: AccessCheck): void {
  const { instance, world } = state;
  const shelves = createShelves(state);

  const query = (ask: RouteRequest): JsonObject => {
    const { provider } = access.integration(ask.request);
    const page = pageQuery(ask.query, 100);
    const asked = filtersIn(ask.query['filter'], provider);
    if (provider.needsProject && !asked.some(({ field, op }) => field === 'project' && op === 'eq')) {
      throw new ProblemError({
        status: 400,
        message: `${provider.title} needs a project`,
        remediation: 'Filter by project[eq].',
        parameter: { id: 'filter', location: 'query' },
      });
    }
    const filters: Filter[] = instance.fault('ignore_filters', 'query_tickets') ? [] : asked;
    const list = { filters, order: orderIn(ask.query['order'], provider) };
    const struck = instance.fault('page_ceiling', 'query_tickets');
    const ceiling = struck === undefined ? undefined : Number(struck.options['ceiling'] ?? 1000);
    const open = (isFirst: boolean): Shelf<JsonObject> => shelves.open(list, provider, isFirst, ceiling !== undefined);
    let shelf = open(page.cursor === null);
    if (provider.cursor === 'offset' && page.cursor !== null && instance.fault('moving_rows', 'query_tickets')) {
      shelves.moveToTop(list, provider, positionOf(page.cursor, provider.cursor));
      shelf = open(false);
    }
    return envelope(
      pageOf(shelf, page, provider.cursor, instance, 'query_tickets', ceiling),
      ask,
      countOf(shelf.length),
    );
  };

  const countOf = (rows: number): number =>
    instance.fault('wrong_total', 'query_tickets') ? Math.max(0, Math.floor(rows * 0.9)) : rows;

  const found = (ask: RouteRequest): { ticket: WorldTicket; provider: Provider } => {
    const { provider } = access.integration(ask.request);
    const id = ask.params['id'] ?? '';
    const ticket = ticketBy(world, id);
    if (ticket === undefined) throw missing('ticket', id);
    return { ticket, provider };
  };

  const create = (ask: RouteRequest): JsonObject => {
    const { provider } = access.integration(ask.request);
    const members = writableMembers(bodyObject(ask.body));
    if (typeof members['name'] !== 'string') throw badBody('name is required', '/name');
    checkCreator(provider, members['creator']);
    if (provider.needsProject && typeof members['project'] !== 'string')
      throw badBody('project is required', '/project');
    const patch = patchFor(state, provider, members);
    const asker = members['contact'] ?? members['creator'];
    const draft: TicketDraft = {
      ...patch,
      subject: members['name'],
      requester: typeof asker === 'string' ? personFor(world, asker, false).id : (world.people()[0]?.id ?? 1),
      channel: 'api',
    };
    const created = world.create(draft, null);
    keepExtra(state, provider, created, members);
    return announced('TicketCreated', created.index, provider);
  };

  const change = (ask: RouteRequest): JsonObject => {
    const { ticket, provider } = found(ask);
    const steps = stepsIn(ask.body);
    const before = renderTicket(state, provider, ticket);
    const after = patched(before, steps);
    if (provider.wantsCreator) checkCreator(provider, steps.find(({ path }) => path === '/creator')?.value);
    const members = changedMembers(before, bodyObject(after));
    const changed = world.change(ticket.index, patchFor(state, provider, members), null);
    keepExtra(state, provider, changed ?? ticket, members);
    return announced('TicketUpdated', ticket.index, provider);
  };

  const announced = (event: TicketEvent, index: number, provider: Provider): JsonObject => {
    const ticket = world.ticket(index);
    if (ticket === undefined) throw missing('ticket', String(index));
    const raw = renderTicket(state, provider, ticket);
    announce(state, event, ticket, raw);
    return { result: raw };
  };

  route('GET', '/v1/ticketing/tickets', 'query_tickets', query);
  route('POST', '/v1/ticketing/tickets', 'create_ticket', create, 201);
  route('GET', '/v1/ticketing/tickets/:id', 'get_ticket', (ask) => {
    const { ticket, provider } = found(ask);
    return { result: renderTicket(state, provider, ticket) };
  });
  route('PATCH', '/v1/ticketing/tickets/:id', 'patch_ticket', change);
  route('GET', '/v1/ticketing/projects', 'list_projects', (ask) => {
    const { provider } = access.integration(ask.request);
    const queues = world.queues();
    const shelf = { length: queues.length, at: (at: number) => project(queues[at]) };
    return envelope(pageOf(shelf, pageQuery(ask.query, 50), provider.cursor, instance, 'list_projects'), ask, 0);
  });
  route('GET', '/v1/ticketing/remote-fields', 'list_remote_fields', (ask) => {
    const { provider } = access.integration(ask.request);
    if (!provider.has.remoteFields) throw unsupported('ticketing_list_remote_fields');
    return { result: renderRemoteFields(state, provider) };
  });
}

function project(queue: { id: number; name: string } | undefined): JsonObject | null {
  return queue === undefined ? null : { id: projectIdOf(queue.id), name: queue.name };
}

function envelope(
  page: { rows: JsonObject[]; cursor: string | undefined },
  { query }: RouteRequest,
  count: number,
): JsonObject {
  const meta = [query['meta']].flat().some((name) => typeof name === 'string' && name.startsWith('stats/count'));
  return {
    result: page.rows,
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    ...(meta ? { meta: { stats: { count: { '*': count } } } } : {}),
  };
}

/** PagerDuty acts in the name of a person: without one it refuses. */
export function checkCreator(provider: Provider, creator: Json | undefined): void {
  if (!provider.wantsCreator || (typeof creator === 'string' && EMAIL.test(creator))) return;
  throw new ProblemError({
    status: 400,
    message: 'creator is required',
    parameter: { id: '/creator', location: 'body' },
    cause: [
      {
        message: `${provider.title} needs the e-mail of a user`,
        rawError: '{"error":{"message":"Requester User Not Found"}}',
      },
    ],
  });
}

function writableMembers(members: JsonObject): JsonObject {
  const unknown = Object.keys(members).find((name) => !WRITABLE.some((known) => known === name));
  if (unknown !== undefined) throw badBody(`${unknown} is not known`, `/${unknown}`);
  return members;
}

function changedMembers(before: JsonObject, after: JsonObject): JsonObject {
  const changed: JsonObject = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    changed[name] = after[name] ?? null;
  }
  return writableMembers(changed);
}

export function announce(state: SynqlyState, event: TicketEvent, ticket: WorldTicket, raw: JsonObject): void {
  state.deliveries.send(event, {
    id: ticketIdOf(ticket),
    at: time(updatedAt(state, ticket)),
    priority: typeof raw['priority'] === 'string' ? raw['priority'] : null,
    name: ticket.subject,
    raw,
  });
}
