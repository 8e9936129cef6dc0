/** Lists that tickets refer to: departments, teams, fields, statuses, and what a helpdesk has beside them. */
import type { WorldField } from '../world/world';
import type { Caller, DeskproState } from './state';
import type { JsonObject } from './json';
import { arrayList, single } from './listing';
import { personView } from './person-view';
import { notFound } from './answers';
import type { Routes } from './route';
import { STATUS_CODES } from './ticket-index';
import { ticketFor } from './tickets';
import { ticketView } from './ticket-view';

type RowsOf = (state: DeskproState, caller: Caller) => JsonObject[];

const titled = (rows: ReadonlyArray<{ id: number; name: string }>): JsonObject[] =>
  rows.map(({ id, name }) => ({ id, title: name }));

/** By endpoint: the path, and its rows. */
const LISTS: ReadonlyArray<readonly [endpoint: string, path: string, rows: RowsOf]> = [
  [
    'agents',
    '/agents',
    (state) =>
      state.world
        .people()
        .filter(({ isAgent }) => isAgent)
        .map((one) => personView(state, one)),
  ],
  ['agent_teams', '/agent_teams', ({ world }) => world.teams().map(({ id, name }) => ({ id, name }))],
  ['agent_groups', '/agent_groups', () => [{ id: 1, title: 'All agents' }]],
  ['departments', '/ticket_departments', departments],
  ['ticket_fields', '/ticket_custom_fields', ({ world }) => world.fields().map(fieldView)],
  ['person_fields', '/person_custom_fields', () => [textField(21, 'Customer number')]],
  ['organization_fields', '/organization_custom_fields', () => [textField(31, 'Contract')]],
  ['categories', '/ticket_categories', ({ world }) => titled(world.types())],
  ['priorities', '/ticket_priorities', () => []],
  ['products', '/ticket_products', () => []],
  ['workflows', '/ticket_workflows', () => []],
  ['slas', '/slas', () => [{ id: 1, title: 'First reply' }]],
  ['brands', '/brands', () => [{ id: 1, name: 'Sandbox' }]],
  ['languages', '/languages', () => [{ id: 1, title: 'English', locale: 'en_US' }]],
  ['user_groups', '/user_groups', () => [{ id: 1, title: 'Everyone' }]],
  ['ticket_filters', '/ticket_filters', () => [{ id: 1, title: 'All open tickets' }]],
  ['stars', '/ticket_stars', () => [{ id: 1, name: 'Blue' }]],
  ['macros', '/ticket_macros', () => [{ id: 1, title: 'Resolve' }]],
  ['problems', '/ticket_problems', () => []],
  ['snippets', '/snippets', () => []],
];

export function referenceRoutes(routes: Routes, state: DeskproState): void {
  for (const [endpoint, path, rows] of LISTS) {
    routes.get(path, `${endpoint}.list`, ({ caller, query }) =>
      arrayList(state, `${endpoint}.list`, rows(state, caller), query),
    );
    routes.get(`${path}/:id`, `${endpoint}.get`, ({ caller, path: at }) => {
      const found = rows(state, caller).find(({ id }) => String(id) === at['id']);
      if (!found) throw notFound(at['id'] ?? '');
      return single(found);
    });
  }
  routes.get('/ticket_labels', 'labels.list', ({ query }) => {
    const term = String(query['term'] ?? '').toLowerCase();
    const labels = state.index.labels().filter((label) => label.toLowerCase().startsWith(term));
    return arrayList(
      state,
      'labels.list',
      labels.map((label) => ({ id: label, label })),
      query,
    );
  });
  statusRoutes(routes, state);
  routes.post('/ticket_macros/:id/apply/:ticket', 'macros.apply', ({ caller, path }) => {
    const ticket = ticketFor(state, caller, path['ticket'] ?? '');
    if (path['id'] !== '1') throw notFound(path['id'] ?? '');
    const changed = state.world.change(ticket.index, { status: 'solved' }, caller.person?.id ?? null) ?? ticket;
    return { location: `/tickets/${ticket.id}`, record: ticketView(state, changed) };
  });
}

function departments({ world }: DeskproState, { department }: Caller): JsonObject[] {
  const visible = world.queues().filter(({ id }) => department === null || id === department);
  return visible.map(({ id, name }) => ({
    id,
    title: name,
    user_title: name,
    parent: null,
    is_tickets_enabled: true,
    is_chat_enabled: false,
    brands: [1],
  }));
}

function fieldView({ id, name, type, options }: WorldField): JsonObject {
  return {
    id,
    title: name,
    alias: null,
    type: type === 'list' || type === 'multi_list' ? 'choice' : type,
    is_multiple: type === 'multi_list',
    choices: options.map((option) => ({ id: option.id, title: option.name, children: [] })),
  };
}

function textField(id: number, title: string): JsonObject {
  return { id, title, alias: null, type: 'text', is_multiple: false, choices: [] };
}

/** Unpaged; main statuses have a sys_id, sub-statuses a number. */
function statusRoutes(routes: Routes, state: DeskproState): void {
  const custom: JsonObject[] = [
    { id: 5, value: 'pending.5', title: 'Waiting for a third party', status_type: 'pending' },
  ];
  routes.get('/ticket_statuses', 'statuses.list', () => {
    const system = STATUS_CODES.map((code) => ({
      id: code,
      value: code,
      title: code.replace('_', ' '),
      status_type: code,
      sys_id: code,
    }));
    return { data: [...system, ...custom], meta: {}, linked: {} };
  });
  const find = (id: string | undefined): JsonObject => {
    const found = custom.find((one) => String(one['id']) === id || one['value'] === id);
    if (!found) throw notFound(id ?? '');
    return found;
  };
  routes.post('/ticket_statuses', 'statuses.create', (ask) => {
    const id = 100 + state.nextId();
    const record = { id, ...ask.body() };
    custom.push(record);
    return { location: `/ticket_statuses/${id}`, record };
  });
  routes.put('/ticket_statuses/:id', 'statuses.update', (ask) => {
    const record = Object.assign(find(ask.path['id']), ask.body());
    return { location: `/ticket_statuses/${ask.path['id'] ?? ''}`, record };
  });
  routes.delete('/ticket_statuses/:id', 'statuses.delete', (ask) => {
    custom.splice(custom.indexOf(find(ask.path['id'])), 1);
  });
}
