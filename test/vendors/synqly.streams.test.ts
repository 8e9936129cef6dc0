import { useSandbox } from '../support/sandbox';
import { readSlices, readStream, SETTINGS, streamNamed, synqlyCall, planInput } from '../support/synqly';
import type { SentRequest } from '../support/send';
import type { Sandbox } from '../../sandbox/server';
import { isVendorError } from '../../vendors/errors';

const sandbox = useSandbox({ tickets: 430, services: ['synqly'] });

function liveIds(running: Sandbox): string[] {
  const world = running.world('synqly');
  return Array.from({ length: world.size }, (_, index) => world.ticket(index))
    .flatMap((ticket) => (ticket === undefined || ticket.status === 'deleted' ? [] : [`TKT/${ticket.id}`]))
    .sort();
}

function latestUpdate(running: Sandbox): string {
  const world = running.world('synqly');
  const times = Array.from({ length: world.size }, (_, index) => world.ticket(index)?.updatedAt ?? 0);
  return new Date(Math.max(...times)).toISOString().replace('Z', '000Z');
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();
const projects = (running: Sandbox): string[] =>
  running
    .world('synqly')
    .queues()
    .map(({ id }) => `P${id}`);

describe('a full scan', () => {
  it('reads every ticket once with opaque cursors', async () => {
    const reading = await readStream('tickets', synqlyCall(sandbox()));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.notes).toEqual([]);
  });

  it('reads every ticket once with numeric cursors that stay on the last page', async () => {
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-pagerduty'));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.slices).toEqual(['tickets ordered', 'tickets']);
  });

  it('reads every ticket once when the cursor is left out at the end', async () => {
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-scroll'));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('pages project by project when the service refuses a query without one', async () => {
    const queueIds = projects(sandbox());
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-jira'), { queueIds });
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.slices.filter((key) => !key.includes('above='))).toEqual([
      'tickets ordered',
      ...queueIds.map((id) => `tickets project=${id} ordered`),
    ]);
  });

  it("fails with the service's words when it needs a project and none is known", async () => {
    const failure = readStream('tickets', synqlyCall(sandbox(), '-jira'));
    await expect(failure).rejects.toThrow('Jira needs a project');
  });

  it('reads only the projects that were chosen, which is all there is of them', async () => {
    const settings = { ...SETTINGS, projects: ['P2'] };
    const call = synqlyCall(sandbox());
    const plan = await streamNamed('tickets').plan?.(planInput(call, { settings }));
    const reading = await readStream('tickets', call, { settings });
    const world = sandbox().world('synqly');
    const expected = liveIds(sandbox()).filter((id) => world.ticket(Number(id.slice(4)) - 1)?.queue === 2);
    expect(distinct(reading.ids)).toEqual(expected);
    expect(plan?.complete).toBe(true);
  });

  it('reads one ticket by its id, and tells one that is not there', async () => {
    const call = synqlyCall(sandbox());
    const one = (id: string) =>
      readSlices(stream, [stream.lookupSlice?.(id, planInput(call)) ?? { key: '', params: {} }], call, planInput(call));
    const stream = streamNamed('tickets');
    expect((await one(liveIds(sandbox())[3] ?? '')).ids).toEqual([liveIds(sandbox())[3]]);
    await expect(one('TKT/999999')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('asks for nothing created before since', async () => {
    const log: SentRequest[] = [];
    const since = new Date(sandbox().world('synqly').ticket(300)?.createdAt ?? 0).toISOString().slice(0, 10);
    const reading = await readStream('tickets', synqlyCall(sandbox(), '', log), { since });
    const world = sandbox().world('synqly');
    const expected = liveIds(sandbox()).filter(
      (id) => (world.ticket(Number(id.slice(4)) - 1)?.createdAt ?? 0) >= Date.parse(since),
    );
    expect(distinct(reading.ids)).toEqual(expected);
    expect(log[0]?.request.query).toContainEqual(['filter', `created_at[gte]${since}T00:00:00Z`]);
  });
});

describe('an incremental scan', () => {
  const incremental = (running: Sandbox) => ({
    mode: 'incremental' as const,
    watermark: { created_at: null, updated_at: latestUpdate(running) },
  });

  it('asks for what changed since the boundary, an hour earlier, and gets it', async () => {
    const watermark = latestUpdate(sandbox());
    const reading = await readStream('tickets', synqlyCall(sandbox()), incremental(sandbox()));
    const world = sandbox().world('synqly');
    const expected = liveIds(sandbox()).filter(
      (id) => (world.ticket(Number(id.slice(4)) - 1)?.updatedAt ?? 0) >= Date.parse(watermark) - 3_600_000,
    );
    expect(distinct(reading.ids)).toEqual(expected);
    expect(reading.ids.length).toBeGreaterThan(0);
    // What was created since the last row is asked for.
    expect(reading.slices.length).toBeLessThan(4);
  });

  it('falls back to a full scan when the provider refuses the filter', async () => {
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-pagerduty'), incremental(sandbox()));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.notes).toContain('the service refused the request and was asked in another way');
  });

  it('falls back to a full scan when older rows show that the filter was ignored', async () => {
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-scroll'), incremental(sandbox()));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.notes).toContain('the service ignored the filter by updated_at, so a full scan follows');
  });

  it('falls back to a full scan when not even the ticket of the boundary comes', async () => {
    const watermark = { created_at: null, updated_at: '2099-01-01T00:00:00.000000Z' };
    const reading = await readStream('tickets', synqlyCall(sandbox()), { mode: 'incremental', watermark });
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
    expect(reading.notes).toContain(
      'the filter by updated_at did not find the ticket that it was made from, so a full scan follows',
    );
  });

  it('combines with paging by project', async () => {
    const change = { ...incremental(sandbox()), queueIds: projects(sandbox()) };
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-jira'), change);
    const whole = await readStream('tickets', synqlyCall(sandbox()), incremental(sandbox()));
    expect(distinct(reading.ids)).toEqual(distinct(whole.ids));
  });
});

describe('lists that go wrong', () => {
  const strike = (kind: Parameters<Sandbox['faults']['add']>[0]['kind'], times = 1, options = {}) =>
    sandbox().faults.add({ service: 'synqly', kind, times, endpoint: 'query_tickets', options });

  it.each(['', '-scroll', '-pagerduty'])('short pages are not the last ones (%s)', async (ending) => {
    strike('short_pages', -1);
    const reading = await readStream('tickets', synqlyCall(sandbox(), ending));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it.each(['', '-scroll', '-pagerduty'])('an empty page is not the last one (%s)', async (ending) => {
    strike('empty_page', 1, {});
    const reading = await readStream('tickets', synqlyCall(sandbox(), ending));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('an empty page in the middle of an offset list is asked for again', async () => {
    sandbox().faults.add({ service: 'synqly', kind: 'empty_page', times: 1, after: 3, endpoint: 'query_tickets' });
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-pagerduty'));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it.each(['', '-scroll', '-pagerduty'])('rows that come twice are the same rows (%s)', async (ending) => {
    strike('duplicate_rows', -1);
    const reading = await readStream('tickets', synqlyCall(sandbox(), ending));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it.each(['', '-scroll', '-pagerduty'])('a cursor that repeats once is got over (%s)', async (ending) => {
    strike('repeat_cursor', 1);
    const reading = await readStream('tickets', synqlyCall(sandbox(), ending));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('a numeric cursor that never moves is counted on', async () => {
    strike('repeat_cursor', -1);
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-pagerduty'));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('an opaque cursor that never moves is gone around by the time of creation', async () => {
    strike('repeat_cursor', -1);
    const reading = await readStream('tickets', synqlyCall(sandbox()));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('a ceiling is gone around by the time of creation', async () => {
    strike('page_ceiling', -1, { ceiling: 100 });
    const reading = await readStream('tickets', synqlyCall(sandbox()));
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('a ceiling of a provider that cannot filter by time is gone around by project', async () => {
    strike('page_ceiling', -1, { ceiling: 200 });
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-scroll'), { queueIds: projects(sandbox()) });
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('a ceiling that cannot be gone around is never a success', async () => {
    strike('page_ceiling', -1, { ceiling: 200 });
    const failure = await readStream('tickets', synqlyCall(sandbox(), '-scroll')).catch((error: unknown) => error);
    expect(isVendorError(failure) && failure.code).toBe('incomplete');
    expect(isVendorError(failure) && failure.message).toContain('no other way to ask');
  });

  it('rows that move while the list is read lose nothing', async () => {
    const queueIds = projects(sandbox());
    sandbox().faults.add({ service: 'synqly', kind: 'moving_rows', times: 1, after: 1, endpoint: 'query_tickets' });
    const settings = { ...SETTINGS, pageSize: 10 };
    const reading = await readStream('tickets', synqlyCall(sandbox(), '-jira'), { queueIds, settings });
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });

  it('an ignored project filter doubles nothing and is told', async () => {
    strike('ignore_filters', -1);
    const settings = { ...SETTINGS, projects: ['P1', 'P3'] };
    const reading = await readStream('tickets', synqlyCall(sandbox()), { settings });
    const world = sandbox().world('synqly');
    const expected = liveIds(sandbox()).filter((id) =>
      [1, 3].includes(world.ticket(Number(id.slice(4)) - 1)?.queue ?? 0),
    );
    expect(distinct(reading.ids)).toEqual(expected);
    expect(reading.notes).toContain('the service ignored the filter project[eq]P1');
  });

  it('an ignored incremental filter leads to a full scan', async () => {
    strike('ignore_filters', -1);
    const watermark = { created_at: null, updated_at: latestUpdate(sandbox()) };
    const reading = await readStream('tickets', synqlyCall(sandbox()), { mode: 'incremental', watermark });
    expect(distinct(reading.ids)).toEqual(liveIds(sandbox()));
  });
});

describe('lookups and what hangs on a ticket', () => {
  it('lists the projects', async () => {
    const reading = await readStream('queues', synqlyCall(sandbox()));
    expect(reading.ids).toEqual(projects(sandbox()));
  });

  it('lists the projects of a service with numeric cursors', async () => {
    const reading = await readStream('queues', synqlyCall(sandbox(), '-jira'));
    expect(distinct(reading.ids)).toEqual(projects(sandbox()).sort());
  });

  it('lists remote fields', async () => {
    const reading = await readStream('custom_fields', synqlyCall(sandbox()));
    expect(reading.ids).toEqual([
      ...sandbox()
        .world('synqly')
        .fields()
        .map(({ id }) => `/customfield_${10000 + id}`),
      '/status',
    ]);
  });

  it('says unsupported where the provider has no such thing', async () => {
    const failure = await readStream('custom_fields', synqlyCall(sandbox(), '-pagerduty')).catch(
      (error: unknown) => error,
    );
    expect(isVendorError(failure) && failure.code).toBe('unsupported');
    expect(streamNamed('custom_fields').optional).toBe(true);
  });

  it.each(['comments', 'notes', 'attachments'])('reads all %s of every ticket', async (name) => {
    const stream = streamNamed(name);
    const world = sandbox().world('synqly');
    const some = liveIds(sandbox()).slice(0, 40);
    const slices = some.flatMap((id) => stream.childSlice?.(id) ?? []);
    const reading = await readSlices(stream, slices, synqlyCall(sandbox()), { settings: SETTINGS, queueIds: [] });
    const expected = some.flatMap((id) => {
      const ticket = world.ticket(Number(id.slice(4)) - 1);
      if (!ticket) return [];
      if (name === 'attachments') return ticket.attachments.map((file) => String(file.id));
      return ticket.comments
        .filter(({ isPublic }) => isPublic === (name === 'comments'))
        .map((comment) => String(comment.id));
    });
    expect(expected.length).toBeGreaterThan(0);
    expect(reading.ids).toEqual(expected);
  });
});
