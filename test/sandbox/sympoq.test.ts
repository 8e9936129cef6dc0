import { sympoqService } from '../../sandbox/sympoq/service';
import { BARE_TICKETS } from '../../sandbox/sympoq/options';
import { interval, logDate, oracleDate, withNanoseconds } from '../../sandbox/sympoq/dates';
import { createRows } from '../../sandbox/sympoq/rows';
import type { World, WorldTicket } from '../../sandbox/world/world';
import { answerOrError } from '../../vendors/outcome';
import * as requests from '../../vendors/sympoq/requests';
import * as streams from '../../vendors/sympoq/streams';
import { sympoq } from '../../vendors/sympoq/vendor';
import { contractOf } from '../support/contract';
import { useSandbox } from '../support/sandbox';
import { callTo, readStream } from '../support/reading';
import type { SentRequest } from '../support/send';

describe.each([
  { lists: 'bare', permissions: 'query' },
  { lists: 'envelope', permissions: 'segment' },
] as const)("SympoQ's simulator with %j keeps the contract", (options) => {
  const running = useSandbox({ tickets: 40, services: [sympoqService({ ...options, pageSize: 15 })] });
  const contract = contractOf('sympoq');

  test('in every endpoint, in success and in failure', async () => {
    const log: SentRequest[] = [];
    const call = callTo(running(), sympoq, log);
    const form = options.permissions;
    const tickets = await readStream(streams.tickets, call);
    for (const id of tickets.ids) await call(requests.getTicket({}, id, true));
    const id = tickets.ids[0] ?? '';
    const asked = [
      requests.getTicket({}, id, false),
      requests.getTicket({}, 'no/such', true),
      requests.createTicket({}, { description: 'x', tags: ['a'], customer: { name: 'A', email: 'a@x.example' } }),
      requests.createTicket({}, { description: ' ' }),
      requests.createTicket({}, { description: 'x', status: 9 }),
      requests.updateTicket({}, id, { status: 2, solution: 'done', deadline: null }),
      requests.updateTicket({}, 'nope', { status: 2 }),
      requests.addUpdate({}, id, { description: 'x', type: 'note', minutes: 3 }),
      requests.addUpdate({}, id, { description: '', type: 'note' }),
      requests.deleteTicket({}, id),
      requests.deleteTicket({}, id),
      requests.listQueues({}, true, form),
      requests.listQueues({}, false, form === 'query' ? 'segment' : 'query'),
      requests.getQueue({}, '1', true, form),
      requests.getQueue({}, '99', false, form),
      requests.listTopics({}),
      requests.getTopic({}, '1'),
      requests.getTopic({}, '99'),
      requests.listUsers({}),
      requests.getUser({}, '1'),
      requests.getUser({}, '999999'),
      requests.listStatuses({}),
      requests.listPriorities({}),
      requests.listChannels({}),
    ];
    for (const request of asked) await answerOrError(call, request);
    const wrongKey = callTo(running(), sympoq, log, 'wrong');
    await answerOrError(wrongKey, requests.listTickets({}));
    expect(contract.problems(log)).toEqual([]);
    expect([...new Set(log.map(({ request }) => request.endpoint))].sort()).toEqual([...contract.endpoints].sort());
    expect([...contract.endpoints].sort()).toEqual(Object.keys(sympoq.endpoints).sort());
  });
});

test('the contract refuses what does not fit it', () => {
  const { problems } = contractOf('sympoq');
  const answer = (body: string, status = 200) => ({ status, headers: {}, body });
  const get = requests.getTopic({}, '1');
  expect(problems([{ request: get, response: answer('{"id":1,"name":"x","active":true,"more":1}') }])).toEqual([]);
  expect(problems([{ request: get, response: answer('{"id":"1","name":"x","active":true}') }])).toEqual([
    'get_topic GET /topic/1 200: data/id must be integer',
  ]);
  expect(problems([{ request: { ...get, query: [['x', '1']] }, response: answer('{}', 418) }])).toEqual([
    'get_topic GET /topic/1 query: data must NOT have additional properties',
    'get_topic GET /topic/1: status 418 is not in the contract',
  ]);
});

describe("SympoQ's simulator", () => {
  const running = useSandbox({ tickets: 30, services: [sympoqService({ limits: { reads: 4, writes: 2 } })] });
  const ask = (path: string, init: RequestInit = {}) => {
    const { url, key } = running().service('sympoq');
    return fetch(url + path, { ...init, headers: { apikey: key, ...init.headers } });
  };

  test('counts reads and writes apart', async () => {
    const post = () =>
      ask('/ticket', { method: 'POST', body: '{"description":"x"}', headers: { 'content-type': 'application/json' } });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([201, 201, 429]);
    expect((await ask('/topics')).status).toBe(200);
  });

  test('serves an attachment at the address in the event log, and at no other', async () => {
    const world = running().world('sympoq');
    const index =
      Array.from({ length: world.size }, (_, at) => at).find((at) => world.ticket(at)?.status !== 'deleted') ?? 0;
    const ticket = world.ticket(index)!;
    world.attach(index, {
      comment: null,
      fileName: 'a & b.txt',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode('hello'),
      author: ticket.requester,
    });
    const { ids } = { ids: (await (await ask('/tickets')).json()) as Array<{ id: string; has_attachments: boolean }> };
    const read = (await (
      await ask(`/ticket/${ids.find(({ has_attachments }) => has_attachments)!.id}`, { headers: { event_log: '1' } })
    ).json()) as {
      event_log: Array<{ attachment_url?: string; description: string }>;
    };
    const address = read.event_log.find(({ description }) => description === 'a & b.txt')!.attachment_url!;
    expect(await (await fetch(address)).text()).toBe('hello');
    expect((await fetch(address.replace(/token=\d+/, 'token=1'))).status).toBe(404);
  });
});

describe('many tickets', () => {
  test('auto answers in pages, and a page costs its own tickets only', () => {
    let asked = 0;
    const size = 1_000_000;
    const world = {
      size,
      ticket: (index: number) => {
        asked += 1;
        return index < size && index % 10 !== 3 ? ({ index, status: 'open' } as WorldTicket) : undefined;
      },
    } as World;
    const rows = createRows(world, () => true);
    rows.window(0, 1000);
    const first = asked;
    expect(first).toBeLessThan(2500);
    const { tickets, hasMore } = rows.window(1000, 1000);
    expect(tickets).toHaveLength(1000);
    expect(hasMore).toBe(true);
    expect(tickets[0]!.index).toBe(1111);
    expect(asked - first).toBeLessThan(2500);
    expect(BARE_TICKETS).toBeLessThan(size);
  });

  test('a row that is gone closes its gap, a moved one stands on top', () => {
    const gone = new Set<number>();
    const world = {
      size: 6,
      ticket: (index: number) => (gone.has(index) ? undefined : ({ index } as WorldTicket)),
    } as World;
    const rows = createRows(world, () => true);
    const indexes = (offset: number, limit: number) => rows.window(offset, limit).tickets.map(({ index }) => index);
    expect(indexes(0, 3)).toEqual([0, 1, 2]);
    gone.add(4);
    expect(rows.window(3, 2)).toEqual({ tickets: [{ index: 3 }, { index: 5 }], hasMore: false });
    rows.moveToTop(4);
    expect(indexes(0, 9)).toEqual([5, 0, 1, 2, 3]);
    rows.drop(0);
    expect(indexes(0, 9)).toEqual([5, 1, 2, 3]);
    rows.restart();
    expect(indexes(0, 2)).toEqual([0, 1]);
  });
});

describe('the ways SympoQ writes times', () => {
  test('in any machine zone', () => {
    expect(withNanoseconds(Date.UTC(2024, 8, 13, 11, 50, 47, 518), 'Europe/Berlin')).toBe(
      '2024-09-13T13:50:47.518036000+02:00',
    );
    expect(withNanoseconds(Date.UTC(2024, 0, 1, 0, 0, 0, 7), 'America/St_Johns')).toBe(
      '2023-12-31T20:30:00.007036000-03:30',
    );
    expect(oracleDate('2022-09-05', '16:25')).toBe('05-SEP-22 16:25');
    expect(logDate(Date.UTC(2022, 8, 15, 15, 49), 'Europe/Berlin')).toBe('15-Sep-22 17:49');
    expect(interval((2 * 1440 + 24) * 60_000)).toBe('2 00:24');
  });
});

test('limits are on, apart for reads and writes, as the page says that there are', () => {
  const limits = sympoqService().limits ?? [];
  expect(limits.map(({ requests }) => requests)).toEqual([600, 120]);
  expect(sympoqService({ limits: null }).limits).toEqual([]);
});
