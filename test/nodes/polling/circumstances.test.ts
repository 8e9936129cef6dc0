/** Filters, budgets, two polls at once, limits of a service: what a trigger meets in a real workflow. */
import type { IDataObject } from 'n8n-workflow';
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { TeamsWorkApi } from '../../../credentials/TeamsWorkApi.credentials';
import { DeskproApi } from '../../../credentials/DeskproApi.credentials';
import { DeskproTrigger } from '../../../nodes/Deskpro/DeskproTrigger.node';
import { SynqlyTrigger } from '../../../nodes/Synqly/SynqlyTrigger.node';
import { TeamsWorkTrigger } from '../../../nodes/TeamsWork/TeamsWorkTrigger.node';
import { useSandbox } from '../../support/sandbox';
import type { TriggerBench } from '../support/trigger-bench';
import { triggerBenchFor } from '../support/trigger-bench';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: () => Promise.resolve() }));

const sandbox = useSandbox({ services: ['deskpro', 'synqly', 'teamswork'], limits: false, tickets: 60 });
const wait = (seconds: number) => sandbox().clock.set({ advanceMs: seconds * 1000 });
const draft = (subject: string) => ({ subject, description: subject, requester: 1, queue: 1 });
const subjects = (items: readonly IDataObject[]) =>
  items.map(({ event, ticket }) => `${String(event)} ${String((ticket as IDataObject)['subject'])}`).sort();

function teamswork(over: IDataObject = {}): TriggerBench {
  return triggerBenchFor(new TeamsWorkTrigger(), new TeamsWorkApi(), () => {
    const { url, key } = sandbox().service('teamswork');
    return { region: 'custom', baseUrl: url, apiKey: key, ...over };
  });
}

it('tells of tickets that fit the filters, by ID or name', async () => {
  const bench = teamswork();
  const parameters = { events: ['created', 'updated'], filters: { priorities: ['Urgent'], tags: ['VIP'] } };
  await bench.poll(parameters);
  wait(30);
  const world = sandbox().world('teamswork');
  world.create({ ...draft('Wanted'), priority: 'urgent', tags: ['vip'] }, 1);
  world.create({ ...draft('Not urgent'), priority: 'low', tags: ['vip'] }, 1);
  const { index } = world.create({ ...draft('No tag'), priority: 'urgent' }, 1);
  expect(subjects(await bench.poll(parameters))).toEqual(['created Wanted']);
  wait(30);
  world.change(index, { tags: ['vip'] }, 1);
  expect(subjects(await bench.poll(parameters))).toEqual(['updated No tag']);
});

it('goes on with a smaller budget, ticket by ticket, and misses nothing', async () => {
  const bench = teamswork();
  const parameters = { events: ['replied'] };
  await bench.poll(parameters);
  wait(30);
  const world = sandbox().world('teamswork');
  const text = { author: 1, isPublic: true, title: null, format: 'text' as const, attachments: [] };
  for (let index = 0; index < 6; index += 1) world.comment(index, { ...text, body: `Reply ${index}` });
  bench.budgetMs = 0;
  const polls: number[] = [];
  const bodies: unknown[] = [];
  for (let each = 0; each < 12; each += 1) {
    const items = await bench.poll(parameters);
    polls.push(items.length);
    bodies.push(...items.map(({ comment }) => (comment as IDataObject)['body']));
  }
  expect(polls.filter((count) => count > 0)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(new Set(bodies)).toEqual(new Set([0, 1, 2, 3, 4, 5].map((index) => `Reply ${index}`)));
});

it('keeps what it told where the service stops answering in the middle', async () => {
  const bench = teamswork();
  const parameters = { events: ['replied'] };
  await bench.poll(parameters);
  wait(30);
  const text = { author: 1, isPublic: true, title: null, format: 'text' as const, attachments: [] };
  for (let index = 10; index < 14; index += 1)
    sandbox()
      .world('teamswork')
      .comment(index, { ...text, body: `Reply ${index}` });
  const fault = {
    service: 'teamswork',
    kind: 'rate_limited',
    endpoint: 'listActivities',
    times: -1,
    after: 2,
  } as const;
  sandbox().faults.add({ ...fault, options: { retryAfter: '1' } });
  const first = await bench.poll(parameters);
  expect(first).toHaveLength(2);
  await expect(bench.poll(parameters)).rejects.toThrow(/too many requests/);
  sandbox().faults.clear();
  const rest = await bench.poll(parameters);
  expect(new Set([...first, ...rest].map(({ comment }) => (comment as IDataObject)['body'])).size).toBe(4);
  expect(await bench.poll(parameters)).toEqual([]);
});

it.each([false, true])(
  'does not run twice at once; n8n hands out copies of the static data: %s',
  async (givesCopies) => {
    const bench = teamswork();
    bench.givesCopies = givesCopies;
    await bench.poll({ events: ['created'] });
    wait(30);
    sandbox().world('teamswork').create(draft('Once'), 1);
    const [first, second] = await Promise.all([
      bench.poll({ events: ['created'] }),
      bench.poll({ events: ['created'] }),
    ]);
    expect(subjects([...first, ...second])).toEqual(['created Once']);
    expect(await bench.poll({ events: ['created'] })).toEqual([]);
  },
);

it('runs beside the trigger of another workflow', async () => {
  const [one, other] = [teamswork(), teamswork()];
  await Promise.all([one.poll({ events: ['created'] }), other.poll({ events: ['created'] })]);
  wait(30);
  sandbox().world('teamswork').create(draft('For both'), 1);
  const told = await Promise.all([one.poll({ events: ['created'] }), other.poll({ events: ['created'] })]);
  expect(told.map(subjects)).toEqual([['created For both'], ['created For both']]);
});

describe('a key that is exchanged', () => {
  const created = (name: 'deskpro' | 'synqly' | 'teamswork', subject: string) => {
    wait(30);
    sandbox().world(name).create(draft(subject), 1);
  };
  const account: IDataObject = {};
  const exchanged = (over: IDataObject) => Object.assign(account, over);
  const teamsworkBench = () =>
    triggerBenchFor(new TeamsWorkTrigger(), new TeamsWorkApi(), () => ({ region: 'custom', ...account }));
  const synqlyBench = () =>
    triggerBenchFor(new SynqlyTrigger(), new SynqlyApi(), () => ({
      region: 'self-hosted',
      access: 'integration',
      ...account,
    }));

  it('of the same Deskpro keeps its place, in another credential too', async () => {
    exchanged({ baseUrl: sandbox().service('deskpro').url, apiKey: sandbox().service('deskpro').lesserKey });
    const bench = triggerBenchFor(new DeskproTrigger(), new DeskproApi(), () => ({ ...account }));
    await bench.poll({ events: ['created'] });
    created('deskpro', 'While the key was exchanged');
    exchanged({ apiKey: sandbox().service('deskpro').key });
    bench.credentialId = 'c2';
    expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created While the key was exchanged']);
    expect(bench.warnings).toEqual([]);
  });

  it('of the same TeamsWork instance keeps its place, of another one begins anew', async () => {
    const { url, key, lesserKey } = sandbox().service('teamswork');
    exchanged({ baseUrl: url, apiKey: lesserKey });
    const bench = teamsworkBench();
    await bench.poll({ events: ['created'] });
    created('teamswork', 'Rotated');
    exchanged({ apiKey: key });
    bench.credentialId = 'c2';
    expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created Rotated']);
    expect(bench.warnings).toEqual([]);
    const state = String(bench.stored['state']);
    bench.stored = { state: state.replace(/(ticketing\/v1[^,]*,)\\"[^"]*\\"/, '$1\\"another-instance\\"') };
    expect(bench.stored['state']).not.toBe(state);
    created('teamswork', 'Of another instance');
    expect(await bench.poll({ events: ['created'] })).toEqual([]);
    expect(bench.warnings.join()).toContain('another account');
  });

  it('waits where TeamsWork does not say now which instance it is', async () => {
    const { url, key, lesserKey } = sandbox().service('teamswork');
    exchanged({ baseUrl: `${url}/`.replace('127.0.0.1', 'localhost'), apiKey: lesserKey });
    const bench = teamsworkBench();
    await bench.poll({ events: ['created'] });
    created('teamswork', 'Waited for');
    exchanged({ apiKey: key });
    sandbox().faults.add({ service: 'teamswork', kind: 'server_error', endpoint: 'getInstance', times: 3 });
    await expect(bench.poll({ events: ['created'] })).rejects.toThrow('could not answer');
    expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created Waited for']);
  });

  it('of Synqly keeps its place where a ticket proves the integration, else it begins anew', async () => {
    const { url, key, lesserKey } = sandbox().service('synqly');
    exchanged({ baseUrl: url, apiKey: key });
    const bench = synqlyBench();
    await bench.poll({ events: ['created'] });
    created('synqly', 'Known to both');
    expect(await bench.poll({ events: ['created'] })).toHaveLength(1);
    created('synqly', 'Rotated');
    exchanged({ apiKey: lesserKey });
    expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created Rotated']);
    expect(bench.warnings).toEqual([]);
    expect(JSON.stringify(bench.stored)).not.toContain('sandbox-synqly');
    const state = JSON.parse(String(bench.stored['state'])) as { tickets: string[][] };
    const others = state.tickets.map(([id = '', at = '', version = '', ...rest]) => [
      id,
      at,
      `${version}-of-another`,
      ...rest,
    ]);
    bench.stored = { state: JSON.stringify({ ...state, tickets: others }) };
    created('synqly', 'Of another integration');
    exchanged({ apiKey: key });
    expect(await bench.poll({ events: ['created'] })).toEqual([]);
    expect(bench.warnings.join()).toContain('another account');
  });

  it('keeps the place that an earlier version wrote down', async () => {
    const { url, key } = sandbox().service('teamswork');
    exchanged({ baseUrl: url, apiKey: key });
    const bench = teamsworkBench();
    await bench.poll({ events: ['created'] });
    const state = JSON.parse(String(bench.stored['state'])) as { scope: string };
    const [about] = JSON.parse(state.scope) as [string[]];
    bench.stored = { state: JSON.stringify({ ...state, scope: JSON.stringify([[...about, 'c1'], false]) }) };
    created('teamswork', 'After the update');
    expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created After the update']);
    expect(bench.warnings).toEqual([]);
  });
});

it('survives a service whose clock is hours away from ours', async () => {
  const bench = teamswork();
  sandbox().clock.set({ now: Date.UTC(2031, 0, 1) });
  await bench.poll({ events: ['created'] });
  wait(10);
  sandbox().world('teamswork').create(draft('Far away'), 1);
  expect(subjects(await bench.poll({ events: ['created'] }))).toEqual(['created Far away']);
});

it('begins anew with another account', async () => {
  let account = 1;
  const bench = triggerBenchFor(new TeamsWorkTrigger(), new TeamsWorkApi(), () => {
    const { url, key } = sandbox().service('teamswork');
    return { region: 'custom', baseUrl: account === 1 ? url : `${url.replace('127.0.0.1', 'localhost')}`, apiKey: key };
  });
  await bench.poll({ events: ['created'] });
  account = 2;
  wait(30);
  sandbox().world('teamswork').create(draft('Of another account'), 1);
  expect(await bench.poll({ events: ['created'] })).toEqual([]);
  expect(bench.warnings.join()).toContain('another account');
});

it('follows chosen projects of a provider that demands one', async () => {
  const bench = triggerBenchFor(new SynqlyTrigger(), new SynqlyApi(), () => {
    const { url, key } = sandbox().service('synqly');
    return { region: 'self-hosted', baseUrl: url, access: 'integration', apiKey: `${key}-jira` };
  });
  const parameters = { events: ['created', 'status_changed'], projects: ['P1'] };
  await expect(bench.poll({ events: ['created'] })).rejects.toThrow(/needs a project/);
  expect(await bench.poll(parameters)).toEqual([]);
  wait(30);
  const world = sandbox().world('synqly');
  world.create(draft('Mine'), 1);
  world.create({ ...draft('Not mine'), queue: 2 }, 1);
  const old = Array.from({ length: 60 }, (_, index) => world.ticket(index)).find((ticket) => ticket?.queue === 1)!;
  world.change(old.index, { status: old.status === 'solved' ? 'open' : 'solved' }, 1);
  const items = await bench.poll(parameters);
  expect(subjects(items)).toEqual(['created Mine', `status_changed ${old.subject}`].sort());
  expect(items.find(({ event }) => event === 'status_changed')?.['previous_status']).toEqual(expect.any(String));
});

it('asks a quiet service little', async () => {
  const bench = triggerBenchFor(new DeskproTrigger(), new DeskproApi(), () => {
    const { url, key } = sandbox().service('deskpro');
    return { baseUrl: url, apiKey: key };
  });
  await bench.poll({ events: ['created', 'replied', 'status_changed'] });
  const before = bench.requests;
  await bench.poll({ events: ['created', 'replied', 'status_changed'] });
  expect(bench.requests - before).toBeLessThanOrEqual(6);
});

it('says which events there are where none is chosen, and that there is nothing to show', async () => {
  const bench = teamswork();
  await expect(bench.poll({ events: [] })).rejects.toThrow('No event is chosen');
  const filters = { tags: ['nobody uses this'] };
  await expect(bench.poll({ events: ['created'], filters }, 'manual')).rejects.toThrow('no recent ticket');
});

it('never shows the key', async () => {
  const bench = teamswork({ apiKey: 'a-very-secret-key' });
  const failure = await bench.poll({ events: ['created'] }).then(
    () => undefined,
    (error: Error & { description?: string }) => error,
  );
  expect(failure?.message).toContain('does not accept the key');
  expect(JSON.stringify([failure, failure?.message, failure?.description, failure?.stack])).not.toContain(
    'very-secret',
  );
});
