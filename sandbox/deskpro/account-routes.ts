/** Who the key is, what stands at this address, search, and several requests in one. */
import type { FastifyInstance } from 'fastify';
import type { DeskproState } from './state';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import { single } from './listing';
import { personView } from './person-view';
import { badRequest } from './answers';
import { Reply, type RouteRequest, type Routes } from './route';
import { ticketView } from './ticket-view';
import { sees } from './state';

const MOST_FOUND = 20;

export function accountRoutes(routes: Routes, app: FastifyInstance, state: DeskproState): void {
  routes.get('/me', 'me', ({ caller }) =>
    single({
      auth_method: 'api_key',
      app_id: null,
      person_id: caller.person?.id ?? null,
      person: caller.person ? personView(state, caller.person) : null,
    }),
  );
  // Needs no key.
  app.get('/api/v2/helpdesk/discover', { config: { endpoint: 'discover' } }, () =>
    single({
      is_deskpro: true,
      is_cloud: true,
      helpdesk_url: state.instance.origin(),
      base_api_url: `${state.instance.origin()}/api/v2/`,
      build: 'sandbox',
      build_name: 'sandbox',
      helpdesk_uuid: '00000000-0000-4000-8000-000000000001',
    }),
  );
  routes.get('/search', 'search', (ask) => search(state, ask));
  routes.post('/batch', 'batch', (ask) => {
    const { requests } = ask.body();
    if (!isObject(requests)) throw badRequest('requests is required');
    return new Reply(200, batch(routes, ask, requests));
  });
}

/** The newest tickets whose subject has the words. */
function search(state: DeskproState, { caller, query }: RouteRequest): JsonObject {
  const text = String(query['q'] ?? '').toLowerCase();
  const found: JsonObject[] = [];
  for (
    let index = state.world.size - 1;
    index >= Math.max(0, state.world.size - 5000) && found.length < MOST_FOUND;
    index -= 1
  ) {
    const ticket = state.world.ticket(index);
    if (!ticket || !sees(caller, ticket) || ticket.status === 'deleted') continue;
    if (ticket.subject.toLowerCase().includes(text)) found.push({ type: 'ticket', ...ticketView(state, ticket) });
  }
  return {
    data: found,
    meta: {
      pagination: { total: found.length, count: found.length, per_page: MOST_FOUND, current_page: 1, total_pages: 1 },
    },
    linked: {},
  };
}

/** One after the other; an item that fails says so in the 200 of the whole. */
function batch(routes: Routes, ask: RouteRequest, requests: JsonObject): JsonObject {
  const responses: Record<string, Json> = {};
  for (const [name, item] of Object.entries(requests)) {
    const url = isObject(item) ? String(item['url']) : String(item);
    const method = isObject(item) && typeof item['method'] === 'string' ? item['method'] : 'GET';
    const { status, body } = routes.within(ask, method, url, isObject(item) ? item['data'] : undefined);
    // PHP writes an empty map as an empty list.
    const empty = { meta: [], linked: [] };
    responses[name] = { headers: { 'status-code': status }, ...(body === null ? {} : { ...body, ...empty }) };
  }
  return { responses };
}
