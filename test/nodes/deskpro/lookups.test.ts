/** What the editor loads: options, lists to pick from, custom fields. */
import { useSandbox } from '../../support/sandbox';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['deskpro'], tickets: 400, limits: false });
const bench = benchAt(() => sandbox().service('deskpro'));
const world = () => sandbox().world('deskpro');
const sorted = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b, 'en'));
const living = () =>
  Array.from({ length: world().size }, (_, at) => world().ticket(at)).flatMap((each) =>
    each && each.status !== 'deleted' ? [each] : [],
  );

it('offers agents, teams, departments, categories by name, with their IDs as values', async () => {
  const agents = world()
    .people()
    .filter(({ isAgent, isActive }) => isAgent && isActive);
  const names = async (method: string) => (await bench.options(method)).map(({ name }) => name);
  expect(await names('getAgents')).toEqual(sorted(agents.map(({ name }) => name)));
  expect((await bench.options('getAgents'))[0]).toMatchObject({
    value: expect.stringMatching(/^\d+$/) as string,
    description: expect.stringContaining('@') as string,
  });
  expect(await names('getTeams')).toEqual(
    sorted(
      world()
        .teams()
        .map(({ name }) => name),
    ),
  );
  expect(await names('getDepartments')).toEqual(
    sorted(
      world()
        .queues()
        .map(({ name }) => name),
    ),
  );
  expect(await names('getCategories')).toEqual(
    sorted(
      world()
        .types()
        .map(({ name }) => name),
    ),
  );
});

it.each([
  ['getBrands', 'Sandbox'],
  ['getLanguages', 'English'],
  ['getSlas', 'First reply'],
  ['getStars', 'Blue'],
  ['getUserGroups', 'Everyone'],
])('%s', async (method, name) => {
  expect(await bench.options(method)).toEqual([{ name, value: '1' }]);
});

it.each(['getPriorities', 'getProducts', 'getWorkflows'])(
  '%s offers nothing where there is nothing',
  async (method) => {
    expect(await bench.options(method)).toEqual([]);
  },
);

it('offers statuses to set, and deleted ones to look for', async () => {
  const codes = async (method: string) => (await bench.options(method)).map(({ value }) => value);
  expect(await codes('getStatuses')).toEqual([
    'awaiting_agent',
    'awaiting_user',
    'pending',
    'resolved',
    'archived',
    'pending.5',
  ]);
  expect(await codes('getAllStatuses')).toContain('hidden');
});

it('offers the tags that tickets carry', async () => {
  const tags = new Set(living().flatMap((ticket) => ticket.tags));
  const offered = (await bench.options('getTags')).map(({ name }) => name);
  expect(offered).toEqual(expect.arrayContaining([...tags]));
  expect(offered).toEqual(sorted(offered));
});

it('offers the files of the ticket that is picked, and nothing before one is', async () => {
  const { id, index } = world().create({ subject: 'Files', requester: 1 }, 1);
  world().attach(index, {
    comment: null,
    fileName: 'a.txt',
    mediaType: 'text/plain',
    bytes: new Uint8Array(),
    author: 1,
  });
  const open = (ticketId: object | string) => ({
    resource: 'attachment',
    operation: 'download',
    ticketId: typeof ticketId === 'string' ? byId(ticketId) : byId(id),
  });
  expect(await bench.options('getAttachments', open({}))).toEqual([
    { name: 'a.txt', value: expect.stringMatching(/^\d+$/) as string },
  ]);
  expect(await bench.options('getAttachments', open(''))).toEqual([]);
  // n8n throws where the open operation has no such parameter.
  expect(await bench.options('getAttachments', { resource: 'ticket', operation: 'getAll' })).toEqual([]);
  expect(bench.sent).toEqual([]);
});

describe('tickets to pick', () => {
  it('come newest first, page by page', async () => {
    const first = await bench.list('searchTickets');
    expect(first.results).toHaveLength(50);
    const newest = living().at(-1)!;
    const who = world().person(newest.requester)?.name;
    expect(first.results[0]?.value).toBe(String(newest.id));
    expect(first.results[0]?.name).toMatch(/ \([a-z_]+, [^,]+\)$/);
    expect(first.results[0]?.name.replace(/ \([a-z_]+, /, '|')).toBe(`#${newest.number} ${newest.subject}|${who})`);
    const second = await bench.list('searchTickets', { token: String(first.paginationToken) });
    expect(second.results).toHaveLength(50);
    const values = [...first.results, ...second.results].map(({ value }) => value);
    expect(new Set(values).size).toBe(100);
  });

  it('are found by number or words', async () => {
    const one = living()[7]!;
    expect((await bench.list('searchTickets', { filter: `#${one.id}` })).results.map(({ value }) => value)).toEqual([
      String(one.id),
    ]);
    const subject = living().at(-3)!.subject;
    const found = await bench.list('searchTickets', { filter: subject.toUpperCase() });
    expect(found.results.length).toBeGreaterThan(0);
    expect(bench.sent.map(({ path }) => path.split('/').at(-1))).toEqual(['search']);
  });
});

it('finds people by address, or by a part of the name', async () => {
  const one = world()
    .people()
    .filter(({ isActive }) => isActive)
    .at(-1)!;
  const wanted = { name: `${one.name} (${one.email})`, value: String(one.id) };
  expect((await bench.list('searchPeople', { filter: one.email })).results).toEqual([wanted]);
  expect(bench.sent.map(({ method }) => method)).toEqual(['POST']);
  expect((await bench.list('searchPeople', { filter: one.name.toLowerCase() })).results).toContainEqual(wanted);
  expect((await bench.list('searchPeople')).results.length).toBeLessThanOrEqual(50);
});

it('finds organizations, agents and departments', async () => {
  const [group, , queue] = [world().organizations()[0]!, 0, world().queues()[0]!];
  const agent = world()
    .people()
    .find(({ isAgent, isActive }) => isAgent && isActive)!;
  expect((await bench.list('searchOrganizations', { filter: group.name.slice(0, 5) })).results).toContainEqual({
    name: group.name,
    value: String(group.id),
  });
  expect((await bench.list('searchAgents', { filter: agent.email })).results).toEqual([
    { name: `${agent.name} (${agent.email})`, value: String(agent.id) },
  ]);
  expect((await bench.list('searchDepartments', { filter: queue.name })).results).toContainEqual({
    name: queue.name,
    value: String(queue.id),
  });
});

it('shows the comments of the ticket that is picked, newest first', async () => {
  const { id, index } = world().create(
    { subject: 'Said', requester: 1, description: '<p>Hello &amp; &lt;you&gt;</p>', descriptionFormat: 'html' },
    1,
  );
  world().comment(index, { author: 1, isPublic: true, title: null, body: 'Bye', format: 'text', attachments: [] });
  const open = { resource: 'comment', operation: 'get', ticketId: byId(id) };
  const names = (await bench.list('searchComments', { parameters: open })).results.map(({ name }) => name);
  expect(names.map((name) => name.replace(/^\d{4}-\d\d-\d\d /, ''))).toEqual(['Bye', 'Hello & <you>']);
});

it('maps custom fields by their kinds', async () => {
  const { fields } = await bench.mapper('getCustomFields');
  const kinds = Object.fromEntries(fields.map(({ displayName, type }) => [displayName, type]));
  const expected = {
    text: 'string',
    textarea: 'string',
    number: 'number',
    date: 'dateTime',
    toggle: 'boolean',
    list: 'options',
    multi_list: 'string',
    person: 'string',
  };
  expect(kinds).toEqual(
    Object.fromEntries(
      world()
        .fields()
        .map(({ name, type }) => [name, expected[type]]),
    ),
  );
  const list = world()
    .fields()
    .find(({ type }) => type === 'list')!;
  expect(fields.find(({ id }) => id === String(list.id))?.options).toEqual(
    list.options.map(({ id, name }) => ({ name, value: String(id) })),
  );
  expect((await bench.mapper('getPersonCustomFields')).fields).toMatchObject([{ id: '21', type: 'string' }]);
  expect((await bench.mapper('getOrganizationCustomFields')).fields).toMatchObject([{ id: '31' }]);
});
