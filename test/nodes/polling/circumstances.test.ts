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

it('does not run twice at once', async () => {
  const bench = teamswork();
  await bench.poll({ events: ['created'] });
  wait(30);
  sandbox().world('teamswork').create(draft('Once'), 1);
  const [first, second] = await Promise.all([bench.poll({ events: ['created'] }), bench.poll({ events: ['created'] })]);
  expect(subjects([...first, ...second])).toEqual(['created Once']);
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
