import { sympoqService } from '../../sandbox/sympoq/service';
import { ticketId } from '../../sandbox/sympoq/render';
import type { Sandbox } from '../../sandbox/server';
import { VendorError } from '../../vendors/errors';
import { sympoq } from '../../vendors/sympoq/vendor';
import * as streams from '../../vendors/sympoq/streams';
import { useSandbox } from '../support/sandbox';
import { callTo, PAGING, planInput, readSlices, readStream, unify } from '../support/reading';
import type { SentRequest } from '../support/send';

function visibleIds(sandbox: Sandbox, assignee?: number): string[] {
  const world = sandbox.world('sympoq');
  const ids: string[] = [];
  for (let index = 0; index < world.size; index += 1) {
    const ticket = world.ticket(index);
    if (!ticket || ticket.status === 'deleted') continue;
    if (assignee === undefined || ticket.assignee === assignee) ids.push(ticketId(ticket));
  }
  return ids;
}

const failure = async (work: Promise<unknown>): Promise<VendorError> => {
  const error = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`expected a VendorError, got ${String(error)}`);
};

describe('bare arrays, permissions in the query', () => {
  const running = useSandbox({ services: [sympoqService({ lists: 'bare' })] });

  test('the ticket list is one answer with every ticket once', async () => {
    const log: SentRequest[] = [];
    const { ids, records } = await readStream(streams.tickets, callTo(running(), sympoq, log));
    expect(ids).toEqual(visibleIds(running()));
    expect(records).toHaveLength(ids.length);
    expect(log.map(({ request }) => request.endpoint)).toEqual(['list_topics', 'list_tickets', 'list_tickets']);
    // A bare array does not say whether it was cut: what stands beyond is asked for once.
    expect(log[2]!.request.query).toEqual([
      ['offset', String(ids.length - 1)],
      ['limit', String(2 * ids.length)],
    ]);
  });

  test('every lookup is read to its end', async () => {
    const world = running().world('sympoq');
    const call = callTo(running(), sympoq);
    expect((await readStream(streams.queues, call)).ids).toEqual(world.queues().map(({ id }) => String(id)));
    expect((await readStream(streams.topics, call)).ids).toEqual(world.types().map(({ id }) => String(id)));
    expect((await readStream(streams.statuses, call)).ids).toEqual(['1', '2', '3', '4']);
    expect((await readStream(streams.priorities, call)).ids).toEqual(['1', '2', '3', '4']);
    expect((await readStream(streams.channels, call)).ids).toHaveLength(5);
    const people = await readStream(streams.users, call);
    expect(people.records).toHaveLength(world.people().length);
    expect(unify(streams.users, people.records).people).toHaveLength(world.people().length);
  });

  test('one call a ticket gives comments, history and attachments', async () => {
    const sandbox = running();
    const world = sandbox.world('sympoq');
    const index = Array.from({ length: world.size }, (_, at) => at).find((at) => {
      const ticket = world.ticket(at);
      return (
        ticket &&
        ticket.status !== 'deleted' &&
        ticket.attachments.length > 0 &&
        ticket.comments.length > 2 &&
        ticket.changes.length > 2
      );
    });
    const ticket = world.ticket(index ?? -1)!;
    const slice = streams.events.childSlice!(ticketId(ticket));
    const { records } = await readSlices(streams.events, [slice], callTo(sandbox, sympoq));
    const rows = unify(streams.events, records);
    expect(sandbox.requests.count('sympoq')).toBe(1);
    expect(rows.comments.filter(({ kind }) => kind === 'reply')).toHaveLength(
      ticket.comments.filter(({ isPublic }) => isPublic).length,
    );
    expect(rows.comments.filter(({ kind }) => kind === 'note')).toHaveLength(
      ticket.comments.filter(({ isPublic }) => !isPublic).length,
    );
    expect(
      rows.attachments.map(({ file_name, size_bytes, media_type }) => [file_name, size_bytes, media_type]).sort(),
    ).toEqual(ticket.attachments.map(({ fileName, bytes, mediaType }) => [fileName, bytes.length, mediaType]).sort());
    expect(new Set(rows.comments.map(({ comment_id }) => comment_id)).size).toBe(rows.comments.length);
    expect(rows.rejects).toEqual([]);
    expect(streams.events).toMatchObject({
      selectedBy: 'comments',
      alsoSelectedBy: ['history', 'attachments'],
      isFullReplace: true,
    });
  });

  test('an empty list is believed when it comes twice only', () => {
    const answer = { status: 200, headers: {}, json: [], bytes: null };
    const first = streams.tickets.read(answer, { key: 'tickets', params: { more: 'kept' } }, null, PAGING);
    expect(first).toMatchObject({
      records: [],
      next: null,
      splitInto: [{ key: 'tickets/again', params: { more: 'kept' } }],
    });
    const envelope = { ...answer, json: { items: [], hasMore: false, offset: 0, limit: 25 } };
    expect(streams.tickets.read(envelope, first.splitInto![0]!, null, PAGING)).toEqual({ records: [], next: null });
    expect(streams.tickets.read(envelope, { key: 'tickets', params: {} }, null, PAGING).splitInto).toHaveLength(1);
  });

  test('duplicate rows are seen as one', async () => {
    running().faults.add({ service: 'sympoq', kind: 'duplicate_rows', endpoint: 'list_tickets' });
    const { ids } = await readStream(streams.tickets, callTo(running(), sympoq));
    expect(ids).toEqual(visibleIds(running()));
  });

  test("an Administrator's key proves a scan complete, and since does not", async () => {
    const call = callTo(running(), sympoq);
    const plan = await streams.tickets.plan!(planInput(call));
    expect(plan).toMatchObject({ complete: true, total: null, slices: [{ key: 'tickets', params: {} }] });
    expect(plan.changeDetection).toContain('no filter for changes');
    const since = await streams.tickets.plan!(planInput(call, { since: '2026-01-01' }));
    expect(since).toMatchObject({ complete: false, slices: plan.slices });
  });

  test("an Agent's key sees the assigned tickets only, and check says so by a code", async () => {
    const sandbox = running();
    const agent = sandbox
      .world('sympoq')
      .people()
      .filter(({ isAgent, isActive }) => isAgent && isActive)[1]!;
    const call = callTo(sandbox, sympoq, [], sandbox.service('sympoq').lesserKey);
    const plan = await streams.tickets.plan!(planInput(call));
    expect(plan.complete).toBe(false);
    expect(plan.changeDetection).toContain('not marked as deleted');
    const { ids } = await readSlices(streams.tickets, plan.slices, call);
    expect(ids).toEqual(visibleIds(sandbox, agent.id));
    expect(ids.length).toBeLessThan(visibleIds(sandbox).length);
    expect(await sympoq.check(call, PAGING.settings)).toMatchObject([{ level: 'warning', code: 'partial_view' }]);
    expect(await sympoq.check(callTo(sandbox, sympoq), PAGING.settings)).toMatchObject([{ level: 'ok' }]);
  });

  test("a setting refused to an Agent is said as an Administrator's matter", async () => {
    const call = callTo(running(), sympoq, [], running().service('sympoq').lesserKey);
    const error = await failure(readStream(streams.queues, call));
    expect(error).toMatchObject({ code: 'forbidden', status: 403, remedy: "Use an Administrator's key." });
    expect(streams.queues.optional).toBe(true);
  });

  test('check tells a wrong key from a wrong address', async () => {
    const wrongKey = await sympoq.check(callTo(running(), sympoq, [], 'no-such-key'), PAGING.settings);
    expect(wrongKey).toMatchObject([{ level: 'error', message: 'SympoQ does not accept the key (HTTP 401)' }]);
    const paths = { topics: 'nowhere', tickets: 'nowhere-else' };
    const wrongPlace = await sympoq.check(callTo(running(), sympoq), { ...PAGING.settings, paths });
    expect(wrongPlace[0]).toMatchObject({ level: 'error', message: expect.stringContaining('HTTP 404') });
    const noList = await sympoq.check(callTo(running(), sympoq), { ...PAGING.settings, paths: { tickets: 'nowhere' } });
    expect(noList[0]!.message).toContain(
      'SympoQ does not document this endpoint. The default path is tickets. Set another under Paths',
    );
    running().faults.add({ service: 'sympoq', kind: 'html', times: 2 });
    const page = await sympoq.check(callTo(running(), sympoq), PAGING.settings);
    expect(page).toMatchObject([{ level: 'error', message: 'SympoQ answered with a web page instead of data' }]);
  });

  test('an answer that is no list fails the stream', async () => {
    const paths = { tickets: 'topic/1' };
    const context = { ...PAGING, settings: { ...PAGING.settings, paths } };
    const error = await failure(readStream(streams.tickets, callTo(running(), sympoq), context));
    expect(error).toMatchObject({ code: 'incomplete' });
    expect(error.message).toContain('not a list');
  });
});

describe('envelopes, permissions as a segment', () => {
  const running = useSandbox({
    services: [sympoqService({ lists: 'envelope', permissions: 'segment', pageSize: 30, optionalLists: false })],
  });
  const readTickets = () => readStream(streams.tickets, callTo(running(), sympoq));
  const strike = (
    kind:
      | 'moving_rows'
      | 'empty_page'
      | 'repeat_cursor'
      | 'short_pages'
      | 'duplicate_rows'
      | 'ignore_filters'
      | 'wrong_total'
      | 'page_ceiling',
    more: { times?: number; after?: number; options?: Record<string, number> } = {},
  ) => running().faults.add({ service: 'sympoq', kind, endpoint: 'list_tickets', ...more });

  test('pages follow hasMore and overlap by one row', async () => {
    const log: SentRequest[] = [];
    const { ids, notes } = await readStream(streams.tickets, callTo(running(), sympoq, log));
    expect(ids).toEqual(visibleIds(running()));
    expect(notes).toEqual([]);
    const offsets = log.slice(1).map(({ request }) => request.query?.find(([name]) => name === 'offset')?.[1] ?? '0');
    expect(offsets.slice(0, 3)).toEqual(['0', '29', '58']);
  });

  test('a page size that the user set is asked for', async () => {
    const log: SentRequest[] = [];
    const context = { ...PAGING, settings: { ...PAGING.settings, pageSize: 7 } };
    const { ids } = await readStream(streams.tickets, callTo(running(), sympoq, log), context);
    expect(ids).toEqual(visibleIds(running()));
    expect(log[1]!.request.query).toEqual([['limit', '7']]);
    const single = { ...PAGING, settings: { ...PAGING.settings, pageSize: 1 } };
    expect((await readStream(streams.tickets, callTo(running(), sympoq), single)).ids).toEqual(visibleIds(running()));
  });

  test('queues are asked for in the other form after a 404', async () => {
    const log: SentRequest[] = [];
    const { ids, slices } = await readStream(streams.queues, callTo(running(), sympoq, log));
    expect(ids).toEqual(
      running()
        .world('sympoq')
        .queues()
        .map(({ id }) => String(id)),
    );
    expect(log.map(({ request, response }) => [request.path, response?.status])).toEqual([
      ['/queues', 404],
      ['/queues/0', 200],
    ]);
    expect(streams.formOf(slices.at(-1)!)).toBe('segment');
  });

  test('optional lists that do not exist are said by the sentence of assumed endpoints', async () => {
    const error = await failure(readStream(streams.statuses, callTo(running(), sympoq)));
    expect(error).toMatchObject({ code: 'not_found', status: 404 });
    expect(error.message).toContain(
      'SympoQ does not document this endpoint. The default path is statuses. Set another under Paths',
    );
    expect(streams.statuses.optional).toBe(true);
  });

  test.each(['short_pages', 'duplicate_rows', 'wrong_total'] as const)('%s lose nothing', async (kind) => {
    strike(kind, { times: 3 });
    const { ids } = await readTickets();
    expect(ids).toEqual(visibleIds(running()));
  });

  test('a row that moved to an earlier page is found by a second reading', async () => {
    strike('moving_rows', { after: 1 });
    const { ids, notes, slices } = await readTickets();
    expect([...ids].sort()).toEqual(visibleIds(running()).sort());
    expect(notes).toEqual(['the list changed while it was read: it is read again from its beginning']);
    expect(slices.map(({ key }) => key)).toEqual(['tickets', 'tickets/again-2']);
  });

  test('rows that never rest end as incomplete, not as success', async () => {
    strike('moving_rows', { times: -1 });
    const error = await failure(readTickets());
    expect(error.code).toBe('incomplete');
    expect(error.message).toContain('the list changed while it was read, 3 times in a row');
  });

  test.each([
    ['empty_page', 'the service answered an empty page at row 29, with more to come; asked again'],
    ['ignore_filters', 'the service answered from row 0 instead of 29; asked again'],
    ['repeat_cursor', 'the service answered from row 0 instead of 29; asked again'],
  ] as const)('%s: the page is asked for again', async (kind, note) => {
    strike(kind, { after: kind === 'repeat_cursor' ? 0 : 1 });
    const { ids, notes } = await readTickets();
    expect([...ids].sort()).toEqual(visibleIds(running()).sort());
    expect(notes).toEqual([note]);
  });

  test.each(['empty_page', 'ignore_filters', 'repeat_cursor'] as const)('%s for ever is incomplete', async (kind) => {
    strike(kind, { times: -1 });
    expect((await failure(readTickets())).code).toBe('incomplete');
  });

  test('a list that ends early says nothing of it: no scan can see that, the next one compares', async () => {
    strike('page_ceiling', { times: -1, options: { ceiling: 60 } });
    expect((await readTickets()).ids).toHaveLength(60);
  });

  test('a deleted ticket leaves no gap in the list', async () => {
    const [first = '', second] = visibleIds(running());
    await callTo(
      running(),
      sympoq,
    )({ endpoint: 'delete_ticket', method: 'DELETE', path: `/ticket/${first}`, expects: 'none', alsoSuccess: [410] });
    const { ids } = await readTickets();
    expect(ids[0]).toBe(second);
    expect(ids).toEqual(visibleIds(running()));
  });
});

describe.each([401, 404] as const)("settings that answer %i to an Agent's key", (status) => {
  const running = useSandbox({ tickets: 50, services: [sympoqService({ agentSettings: status })] });

  test('are known as a partial view all the same', async () => {
    const call = callTo(running(), sympoq, [], running().service('sympoq').lesserKey);
    const findings = await sympoq.check(call, PAGING.settings);
    expect(findings).toMatchObject([{ level: 'warning', code: 'partial_view' }]);
    expect(findings[0]!.message).toContain(`HTTP ${status}`);
    const error = await failure(readStream(streams.topics, call));
    expect(['forbidden', 'not_found']).toContain(error.code);
  });
});
