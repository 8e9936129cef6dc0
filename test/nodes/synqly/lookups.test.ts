/** What a provider has beside tickets, and the lists of the editor. */
import { RESOURCES } from '../../../nodes/Synqly/resources';
import { useSandbox } from '../../support/sandbox';
import { misfits } from '../support/outputs';
import { benchAt, byId, fromList } from './bench';

const sandbox = useSandbox({ services: ['synqly'], tickets: 160, limits: false });
const bench = benchAt(sandbox);
const jira = benchAt(sandbox, '-jira');
const pagerduty = benchAt(sandbox, '-pagerduty');
const scroll = benchAt(sandbox, '-scroll');
const world = () => sandbox().world('synqly');
const getAll = (resource: string, parameters = {}) => ({ resource, operation: 'getAll', ...parameters });
const outputOf = (resource: string) =>
  RESOURCES.find(({ value }) => value === resource)?.operations[0] ?? { output: {} };

it('lists projects', async () => {
  const projects = await bench.json(getAll('project'));
  expect(projects).toEqual(
    world()
      .queues()
      .map(({ id, name }) => ({ queue_id: `P${id}`, name, kind: 'project' })),
  );
  expect(bench.sent.map(({ query }) => query)).toEqual([{ limit: '50' }]);
  expect(await bench.json(getAll('project', { limit: 1, output: 'raw' }))).toMatchObject([{ id: 'P1' }]);
});

it('lists remote fields, of a project where one is chosen', async () => {
  const fields = await bench.json(getAll('remoteField', { returnAll: true }));
  expect(fields.map(({ provider_field_name }) => provider_field_name)).toEqual([
    ...world()
      .fields()
      .map(({ name }) => name),
    'Status',
  ]);
  expect(misfits(outputOf('remoteField'), fields)).toEqual([]);
  expect(await bench.json(getAll('remoteField', { projectId: fromList('P1'), limit: 2 }))).toEqual(fields.slice(0, 2));
});

it('lists escalation policies and who is on call for one of them, by its ID or name', async () => {
  const policies = await pagerduty.json(getAll('escalationPolicy', { filters: { expressions: 'name[like]*' } }));
  expect(pagerduty.sent[0]?.query).toEqual({ filter: 'name[like]*', limit: '50' });
  expect(policies.map(({ id }) => id)).toEqual(
    world()
      .teams()
      .map(({ id }) => `EP${id}`),
  );
  expect(misfits(outputOf('escalationPolicy'), policies, true)).toEqual([]);
  const name = String(policies[0]?.['name']);
  const people = await pagerduty.json(getAll('onCall', { escalationPolicyId: byId(name) }));
  expect(pagerduty.sent.at(-1)?.path).toBe(
    `/synqly/v1/ticketing/escalation-policies/${String(policies[0]?.['id'])}/on-call`,
  );
  expect(people[0]).toMatchObject({
    full_name: expect.any(String) as string,
    email_addr: expect.any(String) as string,
  });
  expect(misfits(outputOf('onCall'), people)).toEqual([]);
  expect(await pagerduty.json(getAll('onCall', { escalationPolicyId: fromList('EP1'), limit: 1 }))).toHaveLength(1);
  expect(pagerduty.sent).toHaveLength(1);
});

it('refuses a name that several projects have', async () => {
  const [one, two] = [world().addNamed('queues', 'Twice'), world().addNamed('queues', 'twice')];
  const error = await bench.failure(getAll('ticket', { projectId: byId('Twice') }));
  expect([error.message, error.description]).toEqual([
    `Several projects are called "Twice": P${one.id}, P${two.id}`,
    'Give the ID instead of the name.',
  ]);
  world().removeNamed('queues', one.id);
  world().removeNamed('queues', two.id);
});

describe('the list of tickets to pick from', () => {
  const pick = (at: typeof bench, filter?: string, token?: string) => at.list('searchTickets', { filter, token });

  it('begins with the latest and goes on page by page', async () => {
    const first = await pick(bench);
    expect(first.results).toHaveLength(50);
    expect(bench.sent[0]?.query).toMatchObject({ order: 'created_at[desc]', limit: '50' });
    const second = await pick(bench, undefined, String(first.paginationToken));
    const ids = [...first.results, ...second.results].map(({ value }) => value);
    expect(new Set(ids).size).toBe(100);
    expect(first.results[0]?.name).toMatch(new RegExp(`^#${String(first.results[0]?.value)} .+ \\(.+, .+\\)$`));
  });

  it('is searched by the service where it can', async () => {
    world().create({ subject: 'Zebra "crossing" lamp', requester: 1, queue: 1 }, 1);
    const { results } = await pick(bench, 'zebra "crossing"');
    expect(results.map(({ name }) => name.replace(/^\S+ | \(.*/g, ''))).toEqual(['Zebra "crossing" lamp']);
    expect(bench.sent[0]?.query['filter']).toBe('name[like]"*zebra *crossing**"');
    expect((await pick(bench, 'nothing is called so')).results).toEqual([]);
  });

  it('finds tickets by their ID', async () => {
    expect((await pick(bench, 'tkt/12')).results.map(({ value }) => value)).toContain('TKT/120');
  });

  it.each([
    ['filters by no name and orders by nothing', () => scroll],
    ['demands a project', () => jira],
    ['knows nearly no filter', () => pagerduty],
  ])('works with a provider that %s', async (_what, at) => {
    world().create({ subject: 'Yak shaver', requester: 1, queue: 1 }, 1);
    let { results, paginationToken } = await pick(at(), 'YAK');
    for (let page = 0; results.length === 0 && paginationToken !== undefined && page < 20; page += 1) {
      ({ results, paginationToken } = await pick(at(), 'YAK', String(paginationToken)));
    }
    expect(results.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^#\S+ Yak shaver \(/) as string);
    expect((await pick(at())).results.length).toBeGreaterThan(10);
  });

  it('shows no ticket twice where projects are read one after the other', async () => {
    const ids: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await pick(jira, '', token);
      ids.push(...page.results.map(({ value }) => value));
      token = page.paginationToken === undefined ? undefined : String(page.paginationToken);
    } while (token !== undefined);
    const visible = [...Array(world().size).keys()].filter((at) => world().ticket(at)?.status !== 'deleted');
    expect(ids).toHaveLength(visible.length);
    expect(new Set(ids).size).toBe(visible.length);
  });
});

it('lists projects and policies to pick from', async () => {
  const { results } = await bench.list('searchProjects', { filter: world().queues()[0]?.name.slice(0, 4) });
  expect(results).toContainEqual({ name: `${String(world().queues()[0]?.name)} (P1)`, value: 'P1' });
  const policies = await pagerduty.list('searchEscalationPolicies', {});
  expect(policies.results.map(({ value }) => value)).toContain('EP1');
});

it('lists what hangs on the ticket that was picked', async () => {
  const parameters = (resource: string, operation: string, id: string) => ({ resource, operation, ticketId: byId(id) });
  const id = `TKT/${world().create({ subject: 'Printer', requester: 1 }, 1).id}`;
  await bench.run({ ...parameters('comment', 'add', id), comment: 'First line\nSecond line' });
  await bench.run({ ...parameters('note', 'add', id), title: 'A call', content: 'x' });
  const names = async (method: string, resource: string, operation: string, filter?: string) =>
    (await bench.list(method, { filter, parameters: parameters(resource, operation, id) })).results.map(({ name }) =>
      name.replace(/ \(.*/, ''),
    );
  expect(await names('searchComments', 'comment', 'delete')).toEqual(['First line']);
  expect(await names('searchNotes', 'note', 'delete', 'CALL')).toEqual(['A call']);
  expect(await names('searchAttachments', 'attachment', 'delete')).toEqual([]);
  const none = await bench.list('searchComments', { parameters: parameters('comment', 'delete', '') });
  expect(none.results).toEqual([]);
  expect(bench.sent).toEqual([]);
});

it('loads statuses, issue types, tags and projects', async () => {
  const values = async (at: typeof bench, method: string) => (await at.options(method)).map(({ value }) => value);
  expect(await values(bench, 'getStatuses')).toEqual([...(await values(bench, 'getStatuses'))].sort());
  expect(await values(bench, 'getStatuses')).toContain('In Progress');
  expect(await values(pagerduty, 'getStatuses')).toEqual(['acknowledged', 'resolved', 'triggered']);
  expect(await values(bench, 'getIssueTypes')).toEqual(expect.arrayContaining([world().types()[0]?.name]) as unknown[]);
  const tags = world().ticket(0)?.tags ?? [];
  expect(await values(bench, 'getTags')).toEqual(expect.arrayContaining(tags) as unknown[]);
  expect(await values(bench, 'getProjects')).toContain('P1');
});

it('reads only the chosen project for its words', async () => {
  const parameters = { resource: 'ticket', operation: 'create', projectId: fromList('P2') };
  await jira.options('getTags', parameters);
  expect(jira.sent.map(({ query }) => query['filter'])).toEqual(jira.sent.map(() => 'project[eq]P2'));
});

it('offers the custom fields that the provider defines, with their choices', async () => {
  const { fields } = await bench.mapper('getCustomFields');
  const list = world()
    .fields()
    .find(({ type }) => type === 'list');
  expect(fields.map(({ id }) => id)).toEqual(
    world()
      .fields()
      .map(({ name }) => name),
  );
  expect(fields.find(({ id }) => id === list?.name)).toMatchObject({
    type: 'options',
    options: list?.options.map(({ name }) => ({ name, value: name })),
  });
  expect((await pagerduty.mapper('getCustomFields')).fields).toEqual([]);
});

it('sends mapped custom fields by their names', async () => {
  const field = world()
    .fields()
    .find(({ type }) => type === 'text');
  const number = world()
    .fields()
    .find(({ type }) => type === 'number');
  const [made] = await bench.json({
    resource: 'ticket',
    operation: 'create',
    name: 'Printer',
    output: 'raw',
    customFields: {
      mappingMode: 'defineBelow',
      value: { [String(field?.name)]: 'Fourth', [String(number?.name)]: 4 },
      schema: [],
      matchingColumns: [],
    },
  });
  expect(bench.sent[0]?.body).toMatchObject({
    custom_fields: { [String(field?.name)]: 'Fourth', [String(number?.name)]: 4 },
  });
  expect(made?.['custom_fields']).toMatchObject({ [String(field?.name)]: 'Fourth', [String(number?.name)]: 4 });
});
