/** People and organizations. */
import type { WorldNamed, WorldPerson } from '../world/world';
import type { DeskproState } from './state';
import type { JsonObject } from './json';
import { isObject } from './json';
import type { RawQuery } from './listing';
import { arrayList, refuseUnknown, single } from './listing';
import { organizationView, personView } from './person-view';
import { invalidInput, notFound } from './answers';
import { Reply, type Created, type RouteRequest, type Routes } from './route';
import { personWith } from './ticket-body';
import { linkedTo } from './ticket-list';

const FILTERS = ['page', 'count', 'ids', 'include', 'order_by', 'order_dir', 'not_me', 'user_group', 'label'];
const PERSON_FILTERS = [...FILTERS, 'primary_email', 'organization', 'is_agent', 'is_deleted', 'agent_team'];
const ORGANIZATION_FILTERS = [...FILTERS, 'name', 'labels', 'period_created'];
const PERSON_MEMBERS = new Set([
  'name',
  'first_name',
  'last_name',
  'primary_email',
  'emails',
  'organization',
  'timezone',
  'labels',
  'fields',
]);
const ORGANIZATION_MEMBERS = new Set(['name', 'summary', 'email_domains', 'labels', 'fields']);

export function peopleRoutes(routes: Routes, state: DeskproState): void {
  const visible = (query: RawQuery) =>
    arrayList(
      state,
      'people.list',
      peopleFor(state, query).map((one) => personView(state, one)),
      query,
      (rows) => linkedTo(state, rows, String(query['include'] ?? '').split(',')),
    );
  routes.get('/people', 'people.list', ({ query }) => visible(query));
  routes.post('/people', 'people.create', (ask) => {
    // A list query in the body: it only reads, and answers as a GET does.
    if (ask.headers['x-deskpro-api-get-query-body'] === '1') return new Reply(200, visible(bodyQuery(ask)));
    return createPerson(state, ask);
  });
  routes.get('/people/:id', 'people.get', ({ path, query }) => {
    const view = personView(state, personFor(state, path['id'] ?? ''));
    return single(view, linkedTo(state, [view], String(query['include'] ?? '').split(',')));
  });
  routes.put('/people/:id', 'people.update', (ask) => changePerson(state, ask, personFor(state, ask.path['id'] ?? '')));
  routes.delete('/people/:id', 'people.delete', ({ path }) => {
    state.world.changePerson(personFor(state, path['id'] ?? '').id, { isActive: false });
  });
  routes.get('/people/:id/notes', 'people.notes', ({ path, query }) => {
    personFor(state, path['id'] ?? '');
    return arrayList(state, 'people.notes', [], query);
  });
}

/** Deleted people, here those who are not active, show only when they are asked for. */
function peopleFor(state: DeskproState, query: RawQuery): WorldPerson[] {
  refuseUnknown(query, (name) => PERSON_FILTERS.includes(name) || name.startsWith('person_field'));
  const text = (name: string) => (query[name] === undefined ? undefined : String(query[name]).toLowerCase());
  const ids = text('ids')?.split(',').map(Number);
  if (ids) return ids.flatMap((id) => state.world.person(id) ?? []);
  const isAsked = (flag: string | undefined) => flag === '1' || flag === 'true';
  return state.world
    .people()
    .filter(
      (person) =>
        person.isActive !== isAsked(text('is_deleted')) &&
        (text('primary_email') === undefined || person.email.toLowerCase() === text('primary_email')) &&
        (text('organization') === undefined || String(person.organization) === text('organization')) &&
        (text('is_agent') === undefined || person.isAgent === isAsked(text('is_agent'))),
    );
}

function bodyQuery(ask: RouteRequest): RawQuery {
  return Object.fromEntries(Object.entries(ask.body()).map(([name, value]) => [name, String(value)]));
}

function personFor(state: DeskproState, id: string): WorldPerson {
  const found = state.world.person(Number(id));
  if (!found) throw notFound(id);
  return found;
}

function checkMembers(body: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidInput('', 'extra_fields', `Unexpected field names: ${unknown.join(', ')}`);
}

function createPerson(state: DeskproState, ask: RouteRequest): Created {
  const body = ask.body();
  checkMembers(body, PERSON_MEMBERS);
  const email = emailIn(body);
  if (email !== '' && personWith(state, email))
    throw invalidInput('emails.emails_0', 'dupe_email', 'This e-mail address is taken');
  const added = state.world.addPerson({
    name: nameIn(body) ?? email,
    email,
    isAgent: false,
    isActive: true,
    organization: organizationIn(body) ?? null,
    team: null,
    timeZone: typeof body['timezone'] === 'string' ? body['timezone'] : 'UTC',
  });
  keep(state, `person/${added.id}`, body);
  return { location: `/people/${added.id}`, record: personView(state, added) };
}

function changePerson(state: DeskproState, ask: RouteRequest, person: WorldPerson): Created {
  const body = ask.body();
  checkMembers(body, PERSON_MEMBERS);
  const email = emailIn(body);
  const other = email === '' ? undefined : personWith(state, email);
  if (other && other.id !== person.id)
    throw invalidInput('emails.emails_0', 'dupe_email', 'This e-mail address is taken');
  const changed = state.world.changePerson(person.id, {
    name: nameIn(body) ?? person.name,
    email: email === '' ? person.email : email,
    organization: organizationIn(body) ?? person.organization,
    timeZone: typeof body['timezone'] === 'string' ? body['timezone'] : person.timeZone,
  });
  keep(state, `person/${person.id}`, body);
  return { location: `/people/${person.id}`, record: personView(state, changed ?? person) };
}

function emailIn(body: JsonObject): string {
  const emails = body['emails'];
  const first = Array.isArray(emails) ? emails[0] : undefined;
  const email = body['primary_email'] ?? first;
  return typeof email === 'string' ? email : '';
}

function nameIn(body: JsonObject): string | undefined {
  if (typeof body['name'] === 'string') return body['name'];
  const parts = [body['first_name'], body['last_name']].filter((part) => typeof part === 'string');
  return parts.length === 0 ? undefined : parts.join(' ');
}

function organizationIn(body: JsonObject): number | undefined {
  const { organization } = body;
  return organization === undefined || organization === null || isObject(organization)
    ? undefined
    : Number(organization);
}

/** What the world has no place for is shown as it was written. */
function keep(state: DeskproState, key: string, body: JsonObject): void {
  const kept = Object.fromEntries(
    Object.entries(body).filter(([name]) => ['labels', 'fields', 'summary', 'email_domains'].includes(name)),
  );
  state.profiles.set(key, { ...state.profiles.get(key), ...kept });
}

export function organizationRoutes(routes: Routes, state: DeskproState): void {
  const find = (id: string): WorldNamed => {
    const found = state.world.organizations().find((one) => String(one.id) === id);
    if (!found) throw notFound(id);
    return found;
  };
  routes.get('/organizations', 'organizations.list', ({ query }) => {
    refuseUnknown(query, (name) => ORGANIZATION_FILTERS.includes(name) || name.startsWith('org_field'));
    const name = query['name'] === undefined ? undefined : String(query['name']).toLowerCase();
    const found = state.world.organizations().filter((one) => name === undefined || one.name.toLowerCase() === name);
    return arrayList(
      state,
      'organizations.list',
      found.map((one) => organizationView(state, one)),
      query,
    );
  });
  routes.post('/organizations', 'organizations.create', (ask) => {
    const body = ask.body();
    checkMembers(body, ORGANIZATION_MEMBERS);
    if (typeof body['name'] !== 'string' || body['name'] === '')
      throw invalidInput('name', 'required', 'This value should not be blank.');
    const added = state.world.addNamed('organizations', body['name']);
    keep(state, `organization/${added.id}`, body);
    return { location: `/organizations/${added.id}`, record: organizationView(state, added) };
  });
  routes.get('/organizations/:id', 'organizations.get', ({ path }) =>
    single(organizationView(state, find(path['id'] ?? ''))),
  );
  routes.put('/organizations/:id', 'organizations.update', (ask) => {
    const found = find(ask.path['id'] ?? '');
    const body = ask.body();
    checkMembers(body, ORGANIZATION_MEMBERS);
    if (typeof body['name'] === 'string') state.world.rename('organizations', found.id, body['name']);
    keep(state, `organization/${found.id}`, body);
    return { location: `/organizations/${found.id}`, record: organizationView(state, find(String(found.id))) };
  });
  routes.delete('/organizations/:id', 'organizations.delete', ({ path }) => {
    state.world.removeNamed('organizations', find(path['id'] ?? '').id);
  });
  routes.get('/organizations/:id/members', 'organizations.members', ({ path, query }) => {
    const { id } = find(path['id'] ?? '');
    const members = state.world.people().filter(({ organization }) => organization === id);
    return arrayList(
      state,
      'organizations.members',
      members.map((one) => personView(state, one)),
      query,
    );
  });
}
