import { deskpro as service } from '../../sandbox/deskpro/service';
import { VendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { isObject } from '../../vendors/json';
import { attachments, comments, history, people, streams, tickets } from '../../vendors/deskpro/streams';
import { deskpro } from '../../vendors/deskpro/vendor';
import { ticketSlice } from '../../vendors/deskpro/streams/slices';
import type { PlanInput, Slice } from '../../vendors/vendor';
import { PAGING, callTo, planInput, readSlices, readStream, unify } from '../support/reading';
import { failure } from '../support/deskpro';
import type { SentRequest } from '../support/send';
import { FROZEN, useSandbox } from '../support/sandbox';

const SETTINGS_50 = { ...PAGING, settings: { ...PAGING.settings, pageSize: 50 } };

describe("Deskpro's streams over 260 tickets", () => {
  const running = useSandbox({ tickets: 260, services: [service], clock: FROZEN });
  const log: SentRequest[] = [];
  const call = (key?: string): Call => callTo(running(), deskpro, log, key);
  const world = () => running().world('deskpro');
  /** Ids of the tickets that a scan has to name: all but those that were merged into others. */
  const living = (): string[] =>
    Array.from({ length: world().size }, (_, index) => world().ticket(index)).flatMap((ticket) =>
      ticket && ticket.mergedInto === null ? [String(ticket.id)] : [],
    );
  const visible = (): string[] => living().filter((id) => world().ticket(Number(id) - 1)!.status !== 'deleted');
  const plan = (change: Partial<PlanInput> = {}) => tickets.plan!(planInput(call(), change));
  beforeEach(() => {
    log.length = 0;
  });

  test('a full scan names every ticket, hidden ones too, in independent ranges of ids', async () => {
    const planned = await plan();
    const reading = await readSlices(tickets, planned.slices, call());
    expect(planned.slices.map(({ key }) => key)).toEqual(['ids 1-200', 'ids 201-400', 'ids from 401']);
    expect([...reading.ids].sort()).toEqual(living().sort());
    expect(planned).toMatchObject({ complete: true, total: living().length });
    expect(reading.notes).toEqual([]);
    // Three to plan (newest, hidden, whether ids is honoured), one a range, one more for the last, which is not half
    // full, one beyond the end.
    expect(log).toHaveLength(7);
  });

  test('a ticket that was created while the scan ran is found beyond the highest id', async () => {
    const planned = await plan();
    for (let added = 0; added < 150; added += 1) {
      world().create({ subject: `late ${added}`, requester: 50, createdAt: world().now() + added * 1000 }, null);
    }
    const reading = await readSlices(tickets, planned.slices, call());
    expect(reading.ids).toContain(String(world().size));
    expect(reading.ids).toHaveLength(living().length);
  });

  test('where ids is ignored for ever, windows of the creation date name every ticket', async () => {
    running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: 3 });
    const planned = await plan();
    expect(planned.slices).toHaveLength(2);
    const reading = await readSlices(tickets, planned.slices, call());
    expect([...reading.ids].sort()).toEqual(living().sort());
  });

  test('where one answer ignored ids, that range is asked again', async () => {
    const planned = await plan();
    running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: 1, after: 1 });
    const reading = await readSlices(tickets, planned.slices, call());
    expect(reading.ids).toHaveLength(living().length);
    expect(reading.notes).toEqual(['Deskpro ignored the filter ids: asked another way']);
    expect(reading.slices.map(({ key }) => key)).toContain('ids 201-400#2');
  });

  test('where every filter is ignored for ever, the plain list is read, and its ceiling is said', async () => {
    const planned = await plan();
    running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: -1 });
    const reading = await readSlices(tickets, planned.slices, call());
    expect([...reading.ids].sort()).toEqual(visible().sort());
    expect(reading.slices.map(({ key }) => key)).toContain('all');
  });

  test('an answer that lost its rows is asked again', async () => {
    const planned = await plan();
    running().faults.add({ service: 'deskpro', kind: 'empty_page', times: 1, after: 1 });
    // After the second question for the first part.
    running().faults.add({ service: 'deskpro', kind: 'short_pages', times: 1, after: 3 });
    const reading = await readSlices(tickets, planned.slices, call());
    expect(reading.ids).toHaveLength(living().length);
  });

  test('a list of changes that counts tickets, and ends with an empty page, is incomplete', async () => {
    const watermark = { created_at: '2020-01-01T00:00:00.000000Z', updated_at: '2020-01-01T00:00:00.000000Z' };
    const { slices } = await plan({ mode: 'incremental', watermark });
    const ordered = slices.filter(({ key }) => key.includes('date_status'));
    expect(ordered).toHaveLength(2);
    for (const slice of ordered) {
      running().faults.add({ service: 'deskpro', kind: 'empty_page', times: -1 });
      await expect(readSlices(tickets, [slice], call())).rejects.toMatchObject({ code: 'incomplete' });
      running().faults.clear();
      await expect(readSlices(tickets, [slice], call())).resolves.toBeDefined();
    }
  });

  test('a ceiling of 1,000 rows and below cannot cut a scan by windows', async () => {
    running().faults.add({ service: 'deskpro', kind: 'page_ceiling', times: -1, options: { ceiling: 120 } });
    const { slices } = await plan({ since: '2000-01-01' });
    const reading = await readSlices(tickets, slices, call(), SETTINGS_50);
    expect([...reading.ids].sort()).toEqual(living().sort());
  });

  test('rows that move while the list is paged cannot be lost: a window is one answer', async () => {
    running().faults.add({ service: 'deskpro', kind: 'moving_rows', times: -1 });
    running().faults.add({ service: 'deskpro', kind: 'duplicate_rows', times: -1 });
    const { slices } = await plan({ since: '2000-01-01' });
    const reading = await readSlices(tickets, slices, call(), SETTINGS_50);
    expect([...reading.ids].sort()).toEqual(living().sort());
    expect(log.every(({ request }) => request.query?.some(([name, value]) => name === 'page' && value === '1'))).toBe(
      true,
    );
  });

  test('windows begin at `since`', async () => {
    const middle = new Date(world().ticket(130)!.createdAt).toISOString().slice(0, 10);
    const { slices } = await plan({ since: middle });
    const reading = await readSlices(tickets, slices, call());
    const expected = living().filter(
      (id) => world().ticket(Number(id) - 1)!.createdAt >= Date.parse(`${middle}T00:00:00Z`),
    );
    expect([...reading.ids].sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(100);
  });

  test('an incremental run finds what was created, replied to, resolved, reopened, relabelled while open, and hidden', async () => {
    const now = world().now();
    const instant = (at: number) => `${new Date(at).toISOString().slice(0, 23)}000Z`;
    const watermark = { created_at: instant(now), updated_at: instant(now) };
    running().clock.set({ now: now + 3_600_000, frozen: true });
    const done = visible()
      .map((id) => world().ticket(Number(id) - 1)!)
      .filter(({ status }) => status === 'closed');
    const open = visible()
      .map((id) => world().ticket(Number(id) - 1)!)
      .filter(({ status }) => ['open', 'new'].includes(status));
    const agent = world()
      .people()
      .find(({ isAgent }) => isAgent)!.id;
    const [first, second, third, fourth, fifth, sixth] = [done[0]!, done[1]!, done[2]!, open[0]!, open[1]!, done[3]!];
    const created = world().create({ subject: 'new', requester: first.requester }, null);
    const said = { isPublic: true, title: null, body: 'Hello', format: 'text' as const, attachments: [] };
    world().comment(first.index, { ...said, author: first.requester });
    world().comment(second.index, { ...said, author: agent });
    world().change(third.index, { status: 'open' }, agent);
    world().change(fourth.index, { tags: ['urgent-label'] }, agent);
    world().change(fifth.index, { status: 'solved' }, agent);
    world().change(sixth.index, { status: 'deleted' }, agent);
    const planned = await tickets.plan!(
      planInput(call(), {
        mode: 'incremental',
        watermark,
        openTicketIds: open.map(({ id }) => String(id)),
        now: instant(now + 3_600_000),
      }),
    );
    const reading = await readSlices(tickets, planned.slices, call());
    for (const { id } of [created, first, second, third, fourth, fifth, sixth])
      expect(reading.ids).toContain(String(id));
    expect(planned).toMatchObject({ complete: false, total: null });
    expect(log.length).toBeLessThan(10);
  });

  test('an incremental run whose filters and order are ignored says so and still finds the changes', async () => {
    const at = world().now();
    const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, 23)}000Z`;
    const created = world().create({ subject: 'newer', requester: 60 }, null);
    running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: -1 });
    const { slices } = await tickets.plan!(
      planInput(call(), {
        mode: 'incremental',
        watermark: { created_at: instant(at), updated_at: instant(at) },
        now: instant(at),
      }),
    );
    const reading = await readSlices(tickets, slices, call());
    expect(reading.ids).toContain(String(created.id));
    expect(reading.notes).toContain('Deskpro ignored the filter date_created: asked another way');
  });

  test('the sort direction may be named order_dir or group_sort', async () => {
    const refusing =
      (refused: string): Call =>
      async (request) => {
        if (request.query?.some(([name]) => name === refused)) {
          throw new VendorError({ code: 'invalid_request', status: 400, message: `Unknown filter term: ${refused}` });
        }
        return call()(request);
      };
    for (const refused of ['order_dir', 'group_sort']) {
      const planned = await tickets.plan!(planInput(refusing(refused)));
      expect(planned.slices.at(-1)!.key).toBe(`ids from ${Math.ceil(world().size / 200) * 200 + 1}`);
    }
    const neither = await tickets.plan!(
      planInput((request) =>
        request.query?.some(([name]) => name === 'group_sort')
          ? refusing('group_sort')(request)
          : refusing('order_dir')(request),
      ),
    );
    const reading = await readSlices(tickets, neither.slices, call());
    expect(reading.ids).toHaveLength(living().length);
  });

  test('a key that may not ask for hidden tickets, or a build that does not side-load, still gives every visible one', async () => {
    const strict: Call = async (request) => {
      const has = (name: string, value?: string) =>
        request.query?.some(([asked, given]) => asked === name && (value === undefined || given === value)) ?? false;
      if (has('status', 'hidden')) throw new VendorError({ code: 'forbidden', status: 403, message: 'no' });
      if (has('include'))
        throw new VendorError({ code: 'invalid_request', status: 400, message: 'Unknown filter term: include' });
      return call()(request);
    };
    for (const since of [null, '2000-01-01']) {
      const planned = await tickets.plan!(planInput(strict, { since }));
      const reading = await readSlices(tickets, planned.slices, strict);
      expect(reading.ids.sort()).toEqual((since === null ? living() : visible()).sort());
    }
  });

  test('a build that does not sort by date_status has its open tickets found by their status', async () => {
    const unsorted: Call = async (request) => {
      const isUnknown = request.query?.some(([name, value]) => name === 'order_by' && value === 'date_status') ?? false;
      if (isUnknown)
        throw new VendorError({ code: 'invalid_request', status: 400, message: 'Unknown order: date_status' });
      return call()(request);
    };
    const closed = visible().find((id) => world().ticket(Number(id) - 1)!.status === 'closed')!;
    world().change(Number(closed) - 1, { status: 'open' }, null);
    const at = '2026-11-30T00:00:00.000000Z';
    const planned = await tickets.plan!(
      planInput(unsorted, { mode: 'incremental', watermark: { created_at: at, updated_at: at }, now: at }),
    );
    const reading = await readSlices(tickets, planned.slices, unsorted);
    expect(reading.ids).toContain(closed);
  });

  test('a sparse space of ids is not walked: windows cost less', async () => {
    const sparse: Call = async (request) => {
      const answer = await call()(request);
      const isNewest = request.query?.some(([name, value]) => name === 'order_by' && value === 'id');
      const json: Json =
        isNewest && isObject(answer.json) && Array.isArray(answer.json['data'])
          ? {
              ...answer.json,
              data: answer.json['data'].map((row, at) =>
                isObject(row) && at === 0 ? { ...row, id: 90_000_000 } : row,
              ),
            }
          : answer.json;
      return { ...answer, json };
    };
    const { slices } = await tickets.plan!(planInput(sparse));
    expect(slices.map(({ key }) => key.split(' ')[0])).toEqual(['date_created', 'date_created']);
  });

  test('people whom the list does not show come with the tickets that name them', async () => {
    const gone =
      world()
        .people()
        .find(({ isActive }) => !isActive) ??
      world()
        .people()
        .find(({ isAgent }) => !isAgent)!;
    world().changePerson(gone.id, { isActive: false });
    const ticket = world().create({ subject: 'from one who left', requester: gone.id }, null);
    const listed = await readStream(people, call());
    expect(listed.ids).not.toContain(String(gone.id));
    const { records } = await readSlices(tickets, [ticketSlice({ ids: [String(ticket.id)] })], call());
    const rows = unify(tickets, records);
    expect(rows.people).toContainEqual(
      expect.objectContaining({ person_id: String(gone.id), name: gone.name, email: gone.email, is_active: false }),
    );
    expect(rows.tickets[0]).toMatchObject({ requester_name: gone.name, requester_email: gone.email });
  });

  test.each(
    streams
      .filter(({ scope, name }) => scope === 'source' && name !== 'tickets')
      .map((stream) => [stream.name, stream] as const),
  )('the stream %s is read whole, page by page', async (name, stream) => {
    const whole = await readStream(stream, call());
    const paged = await readStream(stream, call(), { ...PAGING, settings: { ...PAGING.settings, pageSize: 3 } });
    expect(paged.ids).toEqual(whole.ids);
    const sizes: Record<string, number> = {
      queues: world().queues().length,
      organizations: world().organizations().length,
      teams: world().teams().length,
      ticket_types: world().types().length,
      custom_fields: world().fields().length,
      ...{ ticket_priorities: 0, ticket_products: 0, ticket_workflows: 0, languages: 1, brands: 1 },
      people: world()
        .people()
        .filter(({ isActive }) => isActive).length,
      agents: world()
        .people()
        .filter(({ isAgent }) => isAgent).length,
    };
    expect(whole.ids).toHaveLength(sizes[name]!);
    expect(unify(stream, whole.records).rejects).toEqual([]);
  });

  test('a total that is too small does not end a list early', async () => {
    running().faults.add({ service: 'deskpro', kind: 'wrong_total', times: -1 });
    const reading = await readStream(people, call(), { ...PAGING, settings: { ...PAGING.settings, pageSize: 20 } });
    expect(reading.ids).toHaveLength(
      world()
        .people()
        .filter(({ isActive }) => isActive).length,
    );
  });

  test('a total that is too large ends where the service says that there is no such page', async () => {
    const larger: Call = async (request) => {
      const answer = await call()(request);
      const meta = isObject(answer.json) ? answer.json['meta'] : null;
      const pagination = isObject(meta) ? meta['pagination'] : null;
      if (!isObject(answer.json) || !isObject(pagination)) return answer;
      return {
        ...answer,
        json: { ...answer.json, meta: { pagination: { ...pagination, total: 9999, total_pages: 500 } } },
      };
    };
    const reading = await readStream(people, larger, { ...PAGING, settings: { ...PAGING.settings, pageSize: 20 } });
    expect(reading.ids).toHaveLength(
      world()
        .people()
        .filter(({ isActive }) => isActive).length,
    );
    expect(log.at(-1)!.response!.status).toBe(404);
  });

  test("the vendor page's flat meta pages a list too, and a list without any numbers ends at an empty page", async () => {
    const told =
      (rewrite: (pagination: Record<string, Json | undefined>) => Json): Call =>
      async (request) => {
        const answer = await call()(request);
        const meta = isObject(answer.json) ? answer.json['meta'] : null;
        const pagination = isObject(meta) ? meta['pagination'] : null;
        if (!isObject(answer.json) || !isObject(pagination)) return answer;
        return { ...answer, json: { ...answer.json, meta: rewrite(pagination) } };
      };
    const context = { ...PAGING, settings: { ...PAGING.settings, pageSize: 20 } };
    const all = world()
      .people()
      .filter(({ isActive }) => isActive).length;
    const flat = told(({ total, per_page, current_page, total_pages }) => ({
      total,
      per_page,
      page: current_page,
      total_pages,
    }));
    expect((await readStream(people, flat, context)).ids).toHaveLength(all);
    expect(
      (
        await readStream(
          people,
          told(() => ({})),
          context,
        )
      ).ids,
    ).toHaveLength(all);
    expect(
      (
        await readStream(
          people,
          told(() => []),
          context,
        )
      ).ids,
    ).toHaveLength(all);
  });

  test('a list that grows while it is paged is read again', async () => {
    const context = { ...PAGING, settings: { ...PAGING.settings, pageSize: 20 } };
    let asked = 0;
    const growing: Call = (request) => {
      asked += 1;
      if (asked === 2)
        world().addPerson({
          name: 'Late',
          email: 'late@example.org',
          isAgent: false,
          isActive: true,
          organization: null,
          team: null,
          timeZone: 'UTC',
        });
      return call()(request);
    };
    const reading = await readStream(people, growing, context);
    expect(reading.notes).toEqual(['rows joined or left the list while it was paged: read again']);
    expect(reading.ids).toHaveLength(
      world()
        .people()
        .filter(({ isActive }) => isActive).length,
    );
  });

  test("messages, attachments and log of every ticket are the world's", async () => {
    const found = { comments: 0, attachments: 0, status_changes: 0 };
    const expected = { comments: 0, attachments: 0, status_changes: 0 };
    for (const id of visible().slice(0, 40)) {
      const ticket = world().ticket(Number(id) - 1)!;
      for (const stream of [comments, attachments, history]) {
        const slice: Slice = stream.childSlice!(id);
        const { records } = await readSlices(stream, [slice], call(), {
          ...PAGING,
          settings: { ...PAGING.settings, pageSize: 2 },
        });
        const rows = unify(stream, records, undefined, slice);
        expect(rows.rejects).toEqual([]);
        found.comments += rows.comments.length;
        found.attachments += rows.attachments.length;
        found.status_changes += rows.status_changes.length;
      }
      expected.comments += ticket.comments.length + (ticket.description === '' ? 0 : 1);
      expected.attachments += ticket.attachments.length;
      expected.status_changes += ticket.changes.filter(
        // Deskpro has one word for new and open.
        ({ field, from, to }) => field === 'status' && !(from === 'new' && to === 'open'),
      ).length;
    }
    expect(found).toEqual(expected);
    expect(expected.comments).toBeGreaterThan(60);
    expect(expected.status_changes).toBeGreaterThan(40);
  });

  test("a merged ticket's parts are those of the ticket that survived it, and are not read twice", async () => {
    const merged = Array.from({ length: world().size }, (_, index) => world().ticket(index)!).find(
      ({ mergedInto }) => mergedInto !== null,
    );
    const id = merged?.id ?? 10;
    if (!merged) world().change(9, { mergedInto: 1 }, null);
    const reading = await readSlices(comments, [comments.childSlice!(String(id))], call());
    expect(reading.records).toEqual([]);
  });

  test("an agent's key sees one department, and may not read the log", async () => {
    const lesser = call(running().service('deskpro').lesserKey);
    const planned = await tickets.plan!(planInput(lesser));
    const reading = await readSlices(tickets, planned.slices, lesser);
    const department = world().queues()[0]!.id;
    const own = living().filter((id) => world().ticket(Number(id) - 1)!.queue === department);
    expect([...reading.ids].sort()).toEqual(own.sort());
    expect(own.length).toBeLessThan(living().length - 100);
    const refused = await failure(readSlices(history, [history.childSlice!(own[0]!)], lesser));
    expect(refused.code).toBe('forbidden');
    expect(history.optional).toBe(true);
  });

  describe('Get Many', () => {
    test('all documented filters narrow the list', async () => {
      const sample = world().ticket(Number(visible()[20]) - 1)!;
      const many = async (filters: Parameters<typeof ticketSlice>[0]) =>
        (await readSlices(tickets, [ticketSlice(filters)], call())).ids;
      const where = (holds: (ticket: NonNullable<ReturnType<ReturnType<typeof world>['ticket']>>) => boolean) =>
        visible().filter((id) => holds(world().ticket(Number(id) - 1)!));
      expect(await many({ status: ['resolved'] })).toEqual(where(({ status }) => status === 'solved'));
      expect(await many({ status: ['awaiting_agent', 'awaiting_user'] })).toEqual(
        where(({ status }) => ['new', 'open', 'pending'].includes(status)),
      );
      expect(await many({ not_status: ['archived', 'hidden'] })).toEqual(where(({ status }) => status !== 'closed'));
      expect(await many({ department: [String(sample.queue)] })).toEqual(where(({ queue }) => queue === sample.queue));
      expect(await many({ person: [String(sample.requester)] })).toEqual(
        where(({ requester }) => requester === sample.requester),
      );
      expect(await many({ ids: ['3', '1', '2'] })).toEqual(['3', '1', '2'].filter((id) => living().includes(id)));
      const tag = visible().flatMap((id) => world().ticket(Number(id) - 1)!.tags)[0]!;
      expect(await many({ labels: [tag] })).toEqual(where(({ tags }) => tags.includes(tag)));
      const day = new Date(sample.createdAt).toISOString().slice(0, 10);
      expect(await many({ date_created: { from: day, to: day } })).toEqual(
        where(({ createdAt }) => new Date(createdAt).toISOString().slice(0, 10) === day),
      );
      expect((await many({ order_by: 'date_created', order_dir: 'desc' }))[0]).toBe(
        where(() => true).sort(
          (a, b) =>
            world().ticket(Number(b) - 1)!.createdAt - world().ticket(Number(a) - 1)!.createdAt ||
            Number(a) - Number(b),
        )[0],
      );
    });

    test('a filter that is ignored is a failure, not a longer list', async () => {
      running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: -1 });
      const error = await failure(readSlices(tickets, [ticketSlice({ status: ['resolved'] })], call()));
      expect(error.code).toBe('incomplete');
      expect(error.message).toContain('Deskpro ignored the filter status');
    });

    test('a value that Deskpro does not know is its own error', async () => {
      const error = await failure(readSlices(tickets, [ticketSlice({ status: ['nonsense'] })], call()));
      expect(error.code).toBe('invalid_request');
      expect(error.message).toContain('Unknown status: nonsense');
    });
  });
});

describe('a helpdesk of more than 1,000 tickets behind a ceiling of 1,000', () => {
  const running = useSandbox({ tickets: 1060, services: [service], clock: FROZEN });
  const call = (): Call => callTo(running(), deskpro);
  const visible = () => {
    const world = running().world('deskpro');
    return Array.from({ length: world.size }, (_, index) => world.ticket(index)!).filter(
      ({ status, mergedInto }) => status !== 'deleted' && mergedInto === null,
    ).length;
  };

  test('the full scan is whole, and does not trust the total of 1,000', async () => {
    running().faults.add({ service: 'deskpro', kind: 'page_ceiling', times: -1 });
    const planned = await tickets.plan!(planInput(call()));
    const reading = await readSlices(tickets, planned.slices, call());
    expect(planned.total).toBeNull();
    expect(reading.ids.length).toBeGreaterThanOrEqual(visible());
  });

  test("a user's Return All goes around it by windows", async () => {
    running().faults.add({ service: 'deskpro', kind: 'page_ceiling', times: -1 });
    const reading = await readSlices(tickets, [ticketSlice({ not_status: ['hidden'] })], call());
    expect(reading.ids).toHaveLength(visible());
    expect(reading.notes[0]).toContain('Deskpro shows no more than 1000 tickets of a list');
  });

  test('where nothing but the cut list is left, the scan is not called whole', async () => {
    running().faults.add({ service: 'deskpro', kind: 'page_ceiling', times: -1 });
    running().faults.add({ service: 'deskpro', kind: 'ignore_filters', times: -1 });
    const planned = await tickets.plan!(planInput(call()));
    const error = await failure(readSlices(tickets, planned.slices, call()));
    expect(error.code).toBe('incomplete');
    expect(error.message).toContain('no more than 1000');
  });
});
