/** Every stream of TeamsWork read to its end over a socket, with everything that a list can do wrong. */
import type { FaultKind } from '../../sandbox/service';
import type { World, WorldTicket } from '../../sandbox/world/world';
import { callWith } from '../../vendors/answer';
import { VendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import { describeRequest } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { isObject } from '../../vendors/json';
import { emptyRows, type Rows } from '../../vendors/model';
import { pagesOf, readSlices as pagesOfSlices } from '../../vendors/paging';
import { streams } from '../../vendors/teamswork/streams';
import { ticketSlice } from '../../vendors/teamswork/streams/tickets';
import { teamswork } from '../../vendors/teamswork/vendor';
import { UTC_ZONE_RULE } from '../../vendors/time';
import type { Plan, PlanInput, Slice, SourceSettings, Stream, UnifyContext } from '../../vendors/vendor';
import { useSandbox } from '../support/sandbox';
import { fetchSend } from '../support/send';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 230, limits: false });
const settings: SourceSettings = { timezone: null, pageSize: null, projects: [], paths: {} };

const world = (): World => sandbox().world('teamswork');
const all = (): WorldTicket[] => {
  const found: WorldTicket[] = [];
  for (let index = 0; index < world().size; index += 1) {
    const ticket = world().ticket(index);
    if (ticket) found.push(ticket);
  }
  return found;
};
const visible = (): WorldTicket[] => all().filter(({ status }) => status !== 'deleted');

function call(): Call {
  const { url, key } = sandbox().service('teamswork');
  return callWith(fetchSend(url, teamswork.secrets({ key })), teamswork.errorParser);
}

function streamNamed(name: string): Stream {
  const stream = streams.find((candidate) => candidate.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
}

/** A service that takes no offset, so that its list is paged by token. */
const tokensOnly = (): Call => {
  const through = call();
  return (request) =>
    (request.query ?? []).some(([name]) => name === 'offset')
      ? Promise.reject(
          new VendorError({ code: 'invalid_request', message: 'no offset', request: describeRequest(request) }),
        )
      : through(request);
};

const input = (over: Partial<PlanInput> = {}): PlanInput => ({
  mode: 'full',
  watermark: { created_at: null, updated_at: null },
  since: null,
  openTicketIds: [],
  call: call(),
  now: '2026-11-02T09:00:00.000000Z',
  settings,
  queueIds: ['instance-1'],
  ...over,
});

interface Reading {
  plan: Plan;
  records: Json[];
  ids: Set<string>;
  notes: string[];
  rows: Rows;
}

const context: UnifyContext = {
  settings,
  url: 'https://teamswork.example/ticketing/v1',
  now: '2026-11-02T09:00:00.000000Z',
  zoneRule: UTC_ZONE_RULE,
  plainText: { html: (markup) => markup.replace(/<[^>]*>/g, ''), markdown: (text) => text },
  nameOf: () => null,
};

async function readSlices(
  stream: Stream,
  slices: Slice[],
  pageSize: number | null,
  plan: Plan,
  by = call(),
): Promise<Reading> {
  const reading: Reading = { plan, records: [], ids: new Set(), notes: [], rows: emptyRows() };
  const paging = { settings: { ...settings, pageSize }, queueIds: [] };
  for await (const page of pagesOfSlices(stream, slices, by, paging)) {
    for (const record of page.records) {
      reading.records.push(record);
      reading.ids.add(stream.idOf(record) ?? '?');
      stream.unify(record, page.slice, context, reading.rows);
    }
    if (page.note !== null) reading.notes.push(page.note);
  }
  return reading;
}

async function read(name: string, pageSize: number | null = 20, over: Partial<PlanInput> = {}): Promise<Reading> {
  const stream = streamNamed(name);
  const plan = await stream.plan!(input(over));
  return readSlices(stream, plan.slices, pageSize, plan, over.call);
}

const fault = (kind: FaultKind, times: number, after = 0, options: Record<string, number> = {}): void => {
  sandbox().faults.add({ service: 'teamswork', kind, times, after, endpoint: 'listTickets', options });
};
const uuids = (tickets: readonly WorldTicket[]): string[] => tickets.map(({ uuid }) => uuid).sort();

describe('lookups', () => {
  it('reads the instance as the one queue', async () => {
    const { rows, plan } = await read('queues');
    expect(rows.queues).toEqual([
      { queue_id: '0f4a7c52-6a0e-4d5b-8d7e-2f1b9c3a6e10', name: 'Support', kind: 'instance' },
    ]);
    expect(plan.complete).toBe(true);
  });

  it('reads the assignees of the instance as agents', async () => {
    const { rows, plan } = await read('people');
    const agents = world()
      .people()
      .filter(({ isAgent, isActive }) => isAgent && isActive);
    expect(rows.people.map(({ person_id }) => person_id)).toEqual(agents.map(({ uuid }) => uuid));
    expect(new Set(rows.people.map(({ role }) => role))).toEqual(new Set(['agent']));
    expect(plan.complete).toBe(false);
  });

  it('reads every custom field once, though it stands in three lists, and no built-in one', async () => {
    const { rows } = await read('custom_fields');
    const fields = world().fields();
    expect(rows.custom_fields.map(({ field_id, name }) => [field_id, name])).toEqual(
      fields.map(({ uuid, name }) => [uuid, name]),
    );
    expect(rows.custom_fields.map(({ type }) => type)).toEqual([
      'text',
      'textarea',
      'text',
      'date',
      'toggle',
      'list',
      'list',
      'peoplepicker',
    ]);
    const options = fields.flatMap((field) =>
      field.options.map((option) => `${field.uuid}/${option.uuid}=${option.name}`),
    );
    expect(rows.names.map(({ kind, id, name }) => `${kind} ${id}=${name}`)).toEqual(
      options.map((option) => `option ${option}`),
    );
  });
});

describe('tickets', () => {
  it('reads all tickets once, in pages of the largest size unless told otherwise', async () => {
    const { records, ids, rows, plan, notes } = await read('tickets', null);
    expect([...ids].sort()).toEqual(uuids(visible()));
    expect(records).toHaveLength(visible().length);
    expect(rows.tickets).toHaveLength(visible().length);
    expect(rows.rejects).toEqual([]);
    expect(plan).toMatchObject({ complete: true, total: null });
    expect(notes).toEqual([]);
    expect(rows.tickets[0]).toMatchObject({ queue_id: 'instance-1', queue: null });
    const path = sandbox()
      .requests.last(10)
      .map((entry) => entry.path)
      .find((text) => text.includes('limit=1000'));
    expect(path).toContain('timezone=0');
  });

  it('costs one request a page, one to prove the end, and none for the instance that is known', async () => {
    await read('tickets', 50);
    // Each page but the first repeats a row.
    expect(sandbox().requests.count()).toBe(1 + Math.ceil((visible().length - 1) / 49));
  });

  it('by token costs a second request for each page that another one follows', async () => {
    const { ids, records } = await read('tickets', 50, { call: tokensOnly() });
    expect([...ids].sort()).toEqual(uuids(visible()));
    const pages = Math.ceil(visible().length / 50);
    // The newest ticket, the first page before the offset was refused, every page, and every border.
    expect(sandbox().requests.count()).toBe(1 + 1 + pages + (pages - 1));
    expect(records.length).toBeGreaterThanOrEqual(visible().length);
  });

  it('asks for the instance where nobody has seen it', async () => {
    const { rows } = await read('tickets', null, { queueIds: [] });
    expect(rows.tickets[0]?.queue_id).toBe('0f4a7c52-6a0e-4d5b-8d7e-2f1b9c3a6e10');
  });

  it.each<[FaultKind, number, number, Record<string, number>]>([
    ['duplicate_rows', -1, 0, {}],
    ['short_pages', -1, 0, {}],
    ['wrong_total', -1, 0, {}],
    ['empty_page', 2, 3, {}],
    ['moving_rows', 1, 1, {}],
    ['moving_rows', 2, 0, {}],
    ['page_ceiling', -1, 0, { ceiling: 60 }],
  ])('loses and invents nothing under %s (%i times, after %i)', async (kind, times, after, options) => {
    fault(kind, times, after, options);
    const { ids } = await read('tickets', 20);
    expect([...ids].sort()).toEqual(uuids(visible()));
    expect(sandbox().faults.list()[0]?.struck).toBeGreaterThan(0);
  });

  it('reads once more by token where a token repeats, and gives up after three times', async () => {
    fault('repeat_cursor', 1, 1);
    const { ids, notes } = await read('tickets', 20, { call: tokensOnly() });
    expect([...ids].sort()).toEqual(uuids(visible()));
    const reason = 'the service repeated a page token, and takes no offset';
    expect(notes).toContain(`${reason}: it is read again from its beginning`);
    fault('repeat_cursor', -1);
    await expect(read('tickets', 20, { call: tokensOnly() })).rejects.toMatchObject({
      code: 'incomplete',
      message: `${reason}, 3 times in a row, so it cannot be proven that none was missed`,
    });
  });

  it('fails when one day holds more tickets than a list shows', async () => {
    fault('page_ceiling', -1, 0, { ceiling: 1 });
    const error = await read('tickets', 20).catch((reason: unknown) => reason as VendorError);
    expect(error).toMatchObject({ code: 'incomplete' });
    expect((error as VendorError).message).toContain('before the newest ticket');
  });

  it.each([0, 1, 2, 5])('fails when pages are empty for ever after %i though tickets are there', async (after) => {
    fault('empty_page', -1, after);
    await expect(read('tickets', 20)).rejects.toMatchObject({ code: 'incomplete' });
    sandbox().faults.clear();
    fault('empty_page', -1, after);
    await expect(read('tickets', 20, { call: tokensOnly() })).rejects.toMatchObject({ code: 'incomplete' });
  });

  it('follows a list that begins with gaps', async () => {
    fault('empty_page', 3);
    const { ids } = await read('tickets', 20);
    expect([...ids].sort()).toEqual(uuids(visible()));
  });

  it.each([
    ['offset', (through: Call) => through],
    ['token', (_: Call) => tokensOnly()],
  ])('fails when the newest ticket is not known and pages by %s are empty for ever', async (_way, by) => {
    fault('empty_page', -1);
    const through = by(call());
    const unknown: Call = async (request) => {
      const isProbe = (request.query ?? []).some(([name, value]) => name === 'order' && value === 'DESC');
      return isProbe ? { status: 200, headers: {}, json: { items: [] }, bytes: null } : through(request);
    };
    await expect(read('tickets', 20, { call: unknown })).rejects.toMatchObject({ code: 'incomplete', message: EMPTY });
    const question = [ticketSlice({ search: 'printer' })];
    const plan: Plan = { slices: question, complete: false, total: null, changeDetection: '' };
    await expect(readSlices(streamNamed('tickets'), question, 20, plan, through)).rejects.toMatchObject({
      code: 'incomplete',
      message: EMPTY,
    });
  });

  it('takes the newest ticket for the end, though a token says that the list goes on', async () => {
    const endless: Call = async (request) => {
      const answer = await call()(request);
      if (request.endpoint !== 'listTickets' || !isObject(answer.json)) return answer;
      return { ...answer, json: { continuationToken: 'more', ...answer.json } };
    };
    const { ids } = await read('tickets', 20, { call: endless });
    expect([...ids].sort()).toEqual(uuids(visible()));
  });

  it('fails when a list without pages is empty, and says that it goes on', async () => {
    const empty: Call = async () => ({
      status: 200,
      headers: {},
      json: { items: [], continuationToken: 'x' },
      bytes: null,
    });
    await expect(read('tags', 20, { call: empty })).rejects.toMatchObject({ code: 'incomplete' });
  });
});

const EMPTY = 'the pages of the list of tickets stay empty, though the service says that it goes on';

describe('tickets, incremental', () => {
  const watermark = (updatedAt: number) => ({
    created_at: null,
    updated_at: `${new Date(updatedAt).toISOString().slice(0, 23)}000Z`,
  });
  const newestUpdate = (): number => Math.max(...visible().map(({ updatedAt }) => updatedAt));

  it('asks for the day before the boundary, by day alone', async () => {
    const latest = newestUpdate();
    const day = new Date(latest - 86_400_000).toISOString().slice(0, 10);
    const { ids, plan } = await read('tickets', 20, { mode: 'incremental', watermark: watermark(latest) });
    const expected = visible().filter(({ updatedAt }) => updatedAt >= Date.parse(`${day}T00:00:00Z`));
    expect([...ids].sort()).toEqual(uuids(expected));
    expect(expected.length).toBeLessThan(visible().length);
    expect(plan.complete).toBe(false);
    expect(plan.slices[0]?.key).toBe(`updated-${day}`);
    expect(sandbox().requests.last(1)[0]?.path).toContain(`lastUpdateAfter=${day}`);
  });

  it('sees a ticket that changed and one that was created', async () => {
    const latest = newestUpdate();
    world().change(3, { subject: 'changed by hand' }, 1);
    const created = world().create({ subject: 'new one', requester: 1 }, 1);
    const { ids } = await read('tickets', 20, { mode: 'incremental', watermark: watermark(latest) });
    expect(ids).toContain(world().ticket(3)?.uuid);
    expect(ids).toContain(created.uuid);
  });

  it('notices an ignored filter, says it once and reads all', async () => {
    fault('ignore_filters', -1);
    const { ids, notes, plan } = await read('tickets', 20, {
      mode: 'incremental',
      watermark: watermark(newestUpdate()),
    });
    expect([...ids].sort()).toEqual(uuids(visible()));
    const day = plan.slices[0]?.key.replace('updated-', '');
    expect(notes).toEqual([`lastUpdateAfter=${day} was ignored by the service, so all tickets are read`]);
  });

  it.each([call, tokensOnly])('fails when pages are empty for ever, though the list goes on', async (by) => {
    fault('empty_page', -1);
    const asked = { mode: 'incremental', watermark: watermark(newestUpdate()), call: by() } as const;
    await expect(read('tickets', 20, asked)).rejects.toMatchObject({ code: 'incomplete', message: EMPTY });
  });

  it('reads everything when there is no boundary', async () => {
    const { ids, plan } = await read('tickets', 100, { mode: 'incremental' });
    expect(ids.size).toBe(visible().length);
    expect(plan.complete).toBe(true);
  });
});

describe('tickets since a day', () => {
  const since = (): string => new Date(world().ticket(150)!.createdAt).toISOString().slice(0, 10);
  const expected = (): string[] => {
    const from = Date.parse(`${since()}T00:00:00Z`);
    return uuids(visible().filter(({ createdAt }) => createdAt >= from));
  };

  it('does not go further back, and is no complete scan', async () => {
    const { ids, plan } = await read('tickets', 20, { since: since() });
    expect([...ids].sort()).toEqual(expected());
    expect(plan.complete).toBe(false);
  });

  it('reads newest first down to the day where the filter is ignored', async () => {
    fault('ignore_filters', -1);
    const { ids, notes } = await read('tickets', 20, { since: since() });
    expect([...ids].sort()).toEqual(expected());
    expect(notes.join()).toContain(`createdAfter=${since()} was ignored`);
    expect(sandbox().requests.count()).toBeLessThan(2 + Math.ceil(visible().length / 20));
  });
});

describe('activities of a ticket', () => {
  const busy = (): WorldTicket => {
    const candidates = visible().filter(
      ({ attachments, changes, comments }) => attachments.length > 0 && comments.length > 2 && changes.length > 0,
    );
    return candidates[0]!;
  };

  it('gives comments, status changes and attachments in one call', async () => {
    const ticket = busy();
    const stream = streamNamed('comments');
    const slice = stream.childSlice!(ticket.uuid);
    const { rows } = await readSlices(stream, [slice], null, {
      slices: [slice],
      complete: true,
      total: null,
      changeDetection: '',
    });
    expect(sandbox().requests.count()).toBe(1);
    expect(rows.comments).toHaveLength(ticket.comments.length);
    expect(rows.comments.filter(({ visibility }) => visibility === 'internal')).toHaveLength(
      ticket.comments.filter(({ isPublic }) => !isPublic).length,
    );
    expect(rows.attachments.map(({ attachment_id }) => attachment_id).sort()).toEqual(
      ticket.attachments.map(({ uuid }) => uuid).sort(),
    );
    const moves = ticket.changes.filter(({ field, to }) => field === 'status' && to !== 'deleted');
    expect(rows.status_changes.map(({ changed_at }) => changed_at.slice(0, 23)).sort()).toEqual(
      moves.map(({ at }) => new Date(at).toISOString().slice(0, 23)).sort(),
    );
    expect(rows.rejects).toEqual([]);
    expect(new Set(rows.comments.map(({ ticket_id }) => ticket_id))).toEqual(new Set([ticket.uuid]));
  });

  it('follows tokens where they are given, and goes around tokens in a circle', async () => {
    const ticket = busy();
    const stream = streamNamed('comments');
    const plan: Plan = { slices: [], complete: true, total: null, changeDetection: '' };
    const whole = await readSlices(stream, [stream.childSlice!(ticket.uuid)], null, plan);
    const paged: Slice = { key: 'paged', ticketId: ticket.uuid, params: { ticketId: ticket.uuid, limit: 2 } };
    const byToken = await readSlices(stream, [paged], null, plan);
    expect(byToken.ids).toEqual(whole.ids);
    sandbox().faults.add({ service: 'teamswork', kind: 'repeat_cursor', times: -1, endpoint: 'listActivities' });
    const around = await readSlices(stream, [paged], null, plan);
    expect(around.ids).toEqual(whole.ids);
    expect(sandbox().requests.last(1)[0]?.path).toContain('limit=1000');
  });

  it('says that a ticket is gone', async () => {
    const stream = streamNamed('comments');
    const slice = stream.childSlice!('11111111-2222-4333-8444-555555555555');
    await expect(
      readSlices(stream, [slice], null, { slices: [], complete: true, total: null, changeDetection: '' }),
    ).rejects.toMatchObject({
      code: 'not_found',
      status: 404,
    });
  });

  it('declares what it serves, and that it replaces what was there', () => {
    expect(streamNamed('comments')).toMatchObject({
      selectedBy: 'comments',
      alsoSelectedBy: ['history', 'attachments'],
      isFullReplace: true,
      childChangesUntracked: true,
    });
    expect(streams.map(({ name }) => name)).toEqual([
      'queues',
      'people',
      'custom_fields',
      'tags',
      'tickets',
      'comments',
    ]);
  });
});

it('reads the same content from a stored page as from the wire', async () => {
  const stream = streamNamed('tickets');
  const plan = await stream.plan!(input());
  const paging = { settings: { ...settings, pageSize: 30 }, queueIds: [] };
  for await (const page of pagesOf(stream, plan.slices[0]!, call(), paging)) {
    const stored = JSON.parse(JSON.stringify(page)) as typeof page;
    const again = stream.read(stored.answer, stored.slice, stored.cursor, paging);
    expect(again.records).toEqual(page.records);
    expect(again.next).toBe(page.next);
  }
});

it('never sends a token that a header could not carry', () => {
  const stream = streamNamed('tickets');
  const slice: Slice = { key: 'q', params: { query: {} } };
  const json = { items: [{ id: 'a' }], continuationToken: 'bad\r\nx: y' };
  const answer = { status: 200, headers: {}, bytes: null, json };
  expect(stream.read(answer, slice, null, { settings, queueIds: [] }).next).toBeNull();
});

it('takes the token from the header where the body has none', () => {
  const stream = streamNamed('tickets');
  const slice: Slice = { key: 'q', params: { query: {}, tokens: true } };
  const answer = { status: 200, headers: { continuationtoken: 'abc' }, bytes: null, json: { items: [{ id: 'a' }] } };
  const paging = { settings, queueIds: [] };
  const { next } = stream.read(answer, slice, null, paging);
  expect(stream.request(slice, next, paging).headers).toEqual({ continuationToken: 'abc' });
});

it('goes on by offset, one row back, where a full page has no token', () => {
  const stream = streamNamed('tickets');
  const slice: Slice = { key: 'q', params: { query: {}, limit: 2 } };
  const paging = { settings, queueIds: [] };
  const page = (ids: string[]) => ({
    status: 200,
    headers: {},
    bytes: null,
    json: { items: ids.map((id) => ({ id })), itemCount: 2 },
  });
  const { next } = stream.read(page(['a', 'b']), slice, null, paging);
  expect(stream.request(slice, next, paging).query).toContainEqual(['offset', '1']);
  expect(stream.read(page(['b', 'c']), slice, next, paging)).toMatchObject({ records: [{ id: 'c' }] });
  expect(stream.read(page(['b']), slice, next, paging)).toMatchObject({ records: [], next: null });
  expect(stream.read(page(['c']), slice, next, paging)).toMatchObject({
    next: null,
    note: 'the list of tickets changed while it was read: some may be missing',
  });
});

it('counts tickets by their id alone', () => {
  const { idOf } = streamNamed('tickets');
  expect([{ id: 'x' }, { id: 7 }, { id: ' ' }, {}, null, 'x'].map(idOf)).toEqual(['x', '7', null, null, null, null]);
});
