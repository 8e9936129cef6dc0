import type { Reached, Scan, WorkList } from '../../etl/src/checkpoints/types';
import { TicketQueue } from '../../etl/src/checkpoints/ticket-queue';
import { createWorkList } from '../../etl/src/checkpoints/work-list';
import type { FinishedScan } from '../../etl/src/raw/journal';
import type { Slice } from '../../vendors/vendor';
import { comment, page, ticket, ticketPage } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const BEGUN = '2026-03-01T09:00:00.000000Z';
const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000000Z`;

const slice = (key: string) => ({ key, params: { from: key } });
const scanOf = (change: Partial<Scan> = {}) => ({
  mode: 'full' as const,
  startedAt: BEGUN,
  serverNow: BEGUN,
  complete: true,
  total: null,
  since: null,
  projects: null,
  words: 'every ticket is read',
  ...change,
});

let lake: TestLake;
let work: WorkList;
let queue: TicketQueue;
beforeEach(async () => {
  lake = await TestLake.open();
  work = createWorkList(lake.working, 'acme');
  queue = new TicketQueue(lake.working, 'acme');
});
afterEach(() => lake.close());

const beginScan = async (stream: string, scan: Omit<Scan, 'id'>, slices: readonly Slice[]) =>
  (await work.beginScans([{ stream, scan, slices }]))[0];
const finishScan = (stream: string, finished: FinishedScan) => work.finishScans([{ stream, finished }]);
async function reached(stream: string): Promise<Reached> {
  const [found] = await work.reachedOf([stream]);
  if (found === undefined) throw new Error('nothing is known of the stream');
  return found;
}

const tickets = (...ids: string[]) => ids.map((id) => ticket({ ticket_id: id, status: 'Open' }));

describe('the slices of a scan', () => {
  test('move with the rows of their pages, and are open until their last page', async () => {
    const scan = await beginScan('tickets', scanOf(), [slice('a'), slice('b')]);
    expect(await work.openScan('tickets')).toEqual(scan);
    expect(await work.openSlices('tickets')).toEqual([
      { slice: slice('a'), cursor: null },
      { slice: slice('b'), cursor: null },
    ]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a'), next: 'p2' })]);
    expect((await work.openSlices('tickets'))[0]).toEqual({ slice: slice('a'), cursor: 'p2' });
    await lake.load([page('tickets', tickets('2'), { slice: slice('a'), cursor: 'p2', receivedAt: at(1) })]);
    expect(await work.openSlices('tickets')).toEqual([{ slice: slice('b'), cursor: null }]);
    expect((await reached('tickets')).seen).toBe(2);
  });

  test('survive a closed and opened database', async () => {
    await beginScan('tickets', scanOf({ total: 7, since: '2020-01-01' }), [slice('a')]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a'), next: 'p2' })]);
    await lake.reopen();
    work = createWorkList(lake.working, 'acme');
    expect(await work.openScan('tickets')).toMatchObject({
      startedAt: BEGUN,
      total: 7,
      since: '2020-01-01',
      complete: true,
    });
    expect(await work.openSlices('tickets')).toEqual([{ slice: slice('a'), cursor: 'p2' }]);
    expect([...(await work.loadedTo()).keys()]).toEqual(['acme/run/pages.ndjson.gz']);
  });

  test('are not moved by a page that is loaded twice, nor by one that is older than the scan', async () => {
    await beginScan('tickets', scanOf(), [slice('a')]);
    const first = page('tickets', tickets('1'), { slice: slice('a'), next: 'p2', receivedAt: at(0) });
    const second = page('tickets', tickets('2'), { slice: slice('a'), cursor: 'p2', next: 'p3', receivedAt: at(1) });
    await lake.load([first, second]);
    await lake.load([first]);
    expect(await work.openSlices('tickets')).toEqual([{ slice: slice('a'), cursor: 'p3' }]);
    const old = page('tickets', tickets('9'), {
      slice: slice('a'),
      cursor: 'p3',
      receivedAt: '2026-02-01T00:00:00.000000Z',
    });
    await lake.load([old]);
    expect(await work.openSlices('tickets')).toHaveLength(1);
    expect((await reached('tickets')).seen).toBe(2);
  });

  test('begin anew when their first page comes again later', async () => {
    await beginScan('tickets', scanOf(), [slice('a')]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a'), next: 'stale', receivedAt: at(0) })]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a'), next: 'fresh', receivedAt: at(1) })]);
    expect(await work.openSlices('tickets')).toEqual([{ slice: slice('a'), cursor: 'fresh' }]);
  });

  test('give way to those that take over', async () => {
    await beginScan('tickets', scanOf(), [slice('a'), slice('c')]);
    const ceiling = page('tickets', tickets('1'), {
      slice: slice('a'),
      replacedBy: [slice('a1'), slice('a2'), slice('c')],
    });
    await lake.load([ceiling]);
    expect((await work.openSlices('tickets')).map((open) => open.slice.key)).toEqual(['c', 'a1', 'a2']);
  });

  test('fall short when fewer different rows came than the service counts', async () => {
    await beginScan('tickets', scanOf(), [slice('a'), slice('b')]);
    await lake.load([
      page('tickets', tickets('1', '1', '2'), { slice: slice('a'), total: 3 }),
      page('tickets', tickets('3'), { slice: slice('b'), total: 1 }),
    ]);
    expect((await reached('tickets')).countMismatches).toEqual([{ slice: slice('a'), total: 3, rows: 2 }]);
    await work.reopenSlice('tickets', 'a');
    await lake.load([page('tickets', tickets('4'), { slice: slice('a'), total: 3, receivedAt: at(5) })]);
    expect((await reached('tickets')).countMismatches).toEqual([]);
  });

  test('are remembered as doubtful when the service could not be trusted to have told all, and can be given up', async () => {
    await beginScan('tickets', scanOf(), [slice('a')]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a'), unproven: 'the total shrank' })]);
    expect((await reached('tickets')).incompleteReasons).toEqual(['the total shrank']);
    await work.abandonScan('tickets');
    expect(await work.openScan('tickets')).toBeNull();
    expect(await work.openSlices('tickets')).toEqual([]);
  });

  test('are gone when the scan is finished, and its state stays', async () => {
    await beginScan('tickets', scanOf(), [slice('a')]);
    await lake.load([page('tickets', tickets('1'), { slice: slice('a') })]);
    const watermark = { created_at: null, updated_at: BEGUN };
    await finishScan('tickets', {
      at: at(9),
      mode: 'full',
      since: '2020-01-01',
      projects: '["A"]',
      boundary: watermark,
      words: 'w',
    });
    expect(await work.openScan('tickets')).toBeNull();
    expect((await reached('tickets')).seen).toBe(0);
    expect(await work.state('tickets')).toEqual({
      watermark: watermark,
      lastCompleteAt: at(9),
      lastFullAt: at(9),
      lastRescanAt: null,
      since: '2020-01-01',
      projects: '["A"]',
    });
    await finishScan('tickets', {
      at: at(12),
      mode: 'incremental',
      since: null,
      projects: null,
      boundary: null,
      words: null,
    });
    expect(await work.state('tickets')).toMatchObject({
      watermark: watermark,
      lastCompleteAt: at(12),
      lastFullAt: at(9),
      since: '2020-01-01',
      projects: '["A"]',
    });
  });

  test('may be many thousands', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => slice(`s${String(index).padStart(4, '0')}`));
    await beginScan('tickets', scanOf(), many);
    const open = await work.openSlices('tickets');
    expect(open).toHaveLength(5000);
    expect(open[4999]?.slice).toEqual(many[4999]);
  });
});

describe('tickets that a complete scan does not name', () => {
  const all = Array.from({ length: 20 }, (_, index) => String(index));
  const gone = () => lake.rows('SELECT ticket_id FROM w_tickets WHERE gone_at IS NOT NULL ORDER BY ticket_id');

  const missing = (begun: string) => work.missingTickets({ projects: null, startedAt: begun });
  const mark = (ids: readonly string[], missed: readonly string[] = []) =>
    work.writeTombstones({ at: at(11), ids, missed, withHidden: true });

  async function scanNaming(ids: readonly string[], receivedAt: string) {
    await beginScan('tickets', scanOf({ startedAt: receivedAt }), [slice('a')]);
    await lake.load([page('tickets', tickets(...ids), { slice: slice('a'), receivedAt })], `run-${receivedAt}`);
  }

  test('are gone, and alive again when they are named again', async () => {
    await scanNaming(all, at(0));
    await scanNaming(all.slice(2), at(10));
    expect(await missing(at(10))).toEqual({ ids: ['0', '1'], alive: 20, nameless: 0, missedBefore: [] });
    await mark(['0', '1']);
    expect(await gone()).toEqual([{ ticket_id: '0' }, { ticket_id: '1' }]);
    expect(await work.storedTickets()).toBe(18);
    await lake.load([page('tickets', tickets('0'), { receivedAt: at(20) })], 'run-later');
    expect(await gone()).toEqual([{ ticket_id: '1' }]);
  });

  test('that are not proven to be gone stay, and the next scan knows them', async () => {
    await scanNaming(all, at(0));
    await scanNaming(all.slice(3), at(10));
    await mark(['0'], ['1', '2']);
    expect(await gone()).toEqual([{ ticket_id: '0' }]);
    expect(await missing(at(10))).toMatchObject({ ids: ['1', '2'], missedBefore: [] });
    await scanNaming(all.slice(2), at(20));
    expect(await missing(at(20))).toEqual({ ids: ['1'], alive: 19, nameless: 0, missedBefore: ['1', '2'] });
    await mark([]);
    expect(await missing(at(20))).toMatchObject({ missedBefore: [] });
  });

  test('a few of those that it does name are known, and which of some ids are stored', async () => {
    await scanNaming(all, at(0));
    await scanNaming(all.slice(3), at(10));
    expect(await work.namedTickets()).toEqual(['10', '18', '9']);
    expect(await work.storedAmong(['19', '1', '77'])).toEqual(['1', '19']);
  });

  test('do not count for the share when the service itself has marked them as deleted', async () => {
    await scanNaming(all, at(0));
    const hidden = all.slice(0, 10).map((id) => ticket({ ticket_id: id, is_deleted: true, status_group: 'deleted' }));
    await lake.load([page('tickets', hidden, { receivedAt: at(5) })], 'run-5');
    await scanNaming(all.slice(11), at(10));
    expect(await missing(at(10))).toMatchObject({ ids: ['10'], alive: 10 });
    await mark(['10']);
    expect(await gone()).toHaveLength(11);
  });

  test('do not include tickets whose record was refused', async () => {
    await scanNaming(all, at(0));
    await beginScan('tickets', scanOf({ startedAt: at(10) }), [slice('a')]);
    const records = [...tickets(...all.slice(1)), ticket({ ticket_id: '0', _throws: true })];
    await lake.load([page('tickets', records, { slice: slice('a'), receivedAt: at(10) })]);
    expect(await missing(at(10))).toMatchObject({ ids: [] });
  });

  test('wait for no comments any more', async () => {
    await scanNaming(all, at(0));
    await scanNaming(all.slice(1), at(10));
    await mark(['0']);
    expect(await queue.count('comments')).toBe(19);
  });

  test('rejects of records that a full scan did not meet again go with it', async () => {
    const reject = { record_id: '7', field: null, severity: 'field' as const, reason: 'odd', raw: null };
    await lake.load([page('tickets', [ticket({ ticket_id: '7', _rejects: [reject] })], { receivedAt: at(0) })]);
    await scanNaming(['8'], at(10));
    await finishScan('tickets', {
      at: at(12),
      mode: 'full',
      since: null,
      projects: null,
      boundary: null,
      words: null,
    });
    expect(await lake.rows('SELECT 1 FROM rejects')).toEqual([]);
  });
});

describe('per-ticket streams', () => {
  const words = (...ids: string[]) => ids.map((id) => comment({ comment_id: id, body: id }));
  const alive = () => lake.rows('SELECT comment_id FROM w_comments WHERE gone_at IS NULL ORDER BY comment_id');

  test('wait for tickets that are new or changed, and no longer when they were read', async () => {
    await lake.load([page('tickets', tickets('1', '2', '3'), { receivedAt: at(0) })]);
    expect(await queue.waiting('comments', 2, null)).toEqual(['1', '2']);
    expect(await queue.waiting('comments', 2, '2')).toEqual(['3']);
    await lake.load([
      ticketPage('comments', '1', [], { receivedAt: at(1) }),
      ticketPage('comments', '2', [], { receivedAt: at(1) }),
    ]);
    expect(await queue.waiting('comments', 10, null)).toEqual(['3']);
    expect(await queue.count('attachments')).toBe(3);
    await lake.load([page('tickets', tickets('1'), { receivedAt: at(2) })]);
    expect(await queue.waiting('comments', 10, null)).toEqual(['3']);
    await lake.load(
      [page('tickets', [ticket({ ticket_id: '1', subject: 'changed' })], { receivedAt: at(3) })],
      'run-2',
    );
    expect(await queue.waiting('comments', 10, null)).toEqual(['1', '3']);
  });

  test('are read again when the ticket changed while they were being read', async () => {
    await lake.load([page('tickets', tickets('1'), { receivedAt: at(0) })]);
    const read = ticketPage('comments', '1', words('a'), { receivedAt: at(1) });
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'changed' })], { receivedAt: at(2) }), read]);
    expect(await queue.waiting('comments', 10, null)).toEqual(['1']);
  });

  test('wait also while the user has not selected them: selected later, they miss nothing', async () => {
    const source = { ...lake.source, streams: ['tickets' as const] };
    await lake.load([page('tickets', tickets('1'))], 'run-1', source);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1']);
  });

  test('still wait when the answer ended without proving that it was whole, and nothing is gone by it', async () => {
    await lake.load([
      page('tickets', tickets('1'), { receivedAt: at(0) }),
      ticketPage('comments', '1', words('a', 'b'), { receivedAt: at(1) }),
      page('tickets', [ticket({ ticket_id: '1', subject: 'changed' })], { receivedAt: at(2) }),
    ]);
    await lake.load([
      ticketPage('comments', '1', words('a'), { next: 'p2', receivedAt: at(3) }),
      ticketPage('comments', '1', words('c'), { cursor: 'p2', unproven: 'rows moved', receivedAt: at(4) }),
    ]);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1']);
    expect(await alive()).toHaveLength(3);
    expect(await queue.interrupted('comments')).toEqual(new Map());
  });

  test('wait until the slices that took over were read', async () => {
    await lake.load([page('tickets', tickets('1'), { receivedAt: at(0) })]);
    const replacement = { key: '1/whole', ticketId: '1', params: {} };
    await lake.load([ticketPage('comments', '1', words('a'), { replacedBy: [replacement], receivedAt: at(1) })]);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1']);
    await lake.load([page('comments', words('a', 'b'), { slice: replacement, receivedAt: at(2) })]);
    expect(await queue.waiting('comments', 9, null)).toEqual([]);
    expect(await alive()).toHaveLength(2);
  });

  test('mark as gone what the whole answer no longer lists, also when it came in several pages and loads', async () => {
    await lake.load([ticketPage('comments', '1', words('a', 'b', 'c'), { receivedAt: at(0) })]);
    const part = (ids: string[], change: object) => ticketPage('comments', '1', words(...ids), change);
    await lake.load([part(['a'], { next: 'p2', receivedAt: at(1) })]);
    expect(await queue.interrupted('comments')).toEqual(new Map([['1', { cursor: 'p2', at: at(1) }]]));
    expect(await alive()).toHaveLength(3);
    const counts = await lake.load([part(['c'], { cursor: 'p2', receivedAt: at(2) })]);
    expect(counts.get('comments')).toMatchObject({ rows_deleted: 1, rows_unchanged: 1 });
    expect(await alive()).toEqual([{ comment_id: 'a' }, { comment_id: 'c' }]);
    expect(await queue.interrupted('comments')).toEqual(new Map());
    await lake.load([part(['a', 'b', 'c'], { receivedAt: at(3) })]);
    expect(await alive()).toHaveLength(3);
  });

  test('go on waiting when their answer cannot be trusted to be whole', async () => {
    await lake.load([page('tickets', tickets('1'), { receivedAt: at(0) })]);
    await lake.load([ticketPage('comments', '1', words('a', 'b'), { receivedAt: at(1) })]);
    await lake.load(
      [page('tickets', [ticket({ ticket_id: '1', subject: 'changed' })], { receivedAt: at(2) })],
      'run-2',
    );
    await lake.load([ticketPage('comments', '1', words('a'), { receivedAt: at(3), unproven: 'a page was empty' })]);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1']);
    expect(await alive()).toHaveLength(2);
  });

  test('begin anew after an interruption when asked from the first page', async () => {
    await lake.load([ticketPage('comments', '1', words('a', 'b'), { next: 'p2', receivedAt: at(0) })]);
    await lake.load([ticketPage('comments', '1', words('b'), { receivedAt: at(1) })]);
    expect(await alive()).toEqual([{ comment_id: 'b' }]);
    expect(await queue.interrupted('comments')).toEqual(new Map());
  });

  test('are queued again for open or for all tickets', async () => {
    const closed = ticket({ ticket_id: '2', status_group: 'closed' });
    await lake.load([page('tickets', [...tickets('1'), closed], { receivedAt: at(0) })]);
    await queue.drop('comments', null);
    expect(await queue.queueRescan('comments', 'open', at(5))).toBe(1);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1']);
    expect(await queue.queueRescan('comments', 'all', at(6))).toBe(2);
    expect(await work.state('comments')).toMatchObject({ lastRescanAt: at(6) });
    await queue.drop('comments', '1');
    expect(await queue.waiting('comments', 9, null)).toEqual(['2']);
    expect(await queue.queueRescan('comments', 'open', at(7))).toBe(2);
    expect(await queue.waiting('comments', 9, null)).toEqual(['1', '2']);
  });
});

test('knows what is open, which queues there are and the latest instants', async () => {
  const closed = ticket({ ticket_id: '2', status_group: 'closed', updated_at: at(9), created_at: at(1) });
  await lake.load([
    page('tickets', [...tickets('1'), closed]),
    page('queues', [{ queue_id: 'q2' }, { queue_id: 'q1' }]),
  ]);
  expect(await work.openTicketIds()).toEqual(['1']);
  expect(await work.openTicketIds(at(9))).toEqual(['1', '2']);
  expect(await work.openTicketIds(at(10))).toEqual(['1']);
  expect(await work.queueIds()).toEqual(['q1', 'q2']);
  expect(await work.latestStored()).toEqual({ created_at: at(1), updated_at: at(9) });
});

describe('the shape of records', () => {
  const changes = () => lake.rows('SELECT path, kind FROM schema_changes ORDER BY path, kind');

  test('is learnt until a stream was read whole; then what is new, missing or of another type is written down', async () => {
    await beginScan('tickets', scanOf(), [slice('a')]);
    await lake.load([
      page('tickets', [ticket({ ticket_id: '1', subject: 'x', channel: 'mail' })], { slice: slice('a') }),
    ]);
    await finishScan('tickets', {
      at: at(1),
      mode: 'full',
      since: null,
      projects: null,
      boundary: null,
      words: null,
    });
    expect(await changes()).toEqual([]);
    await beginScan('tickets', scanOf({ startedAt: at(2) }), [slice('a')]);
    const odd = { ticket_id: 1, subject: 'x', extra: { deep: { flag: true } } };
    await lake.load([page('tickets', [odd], { slice: slice('a'), receivedAt: at(3) })]);
    await finishScan('tickets', {
      at: at(4),
      mode: 'full',
      since: null,
      projects: null,
      boundary: null,
      words: null,
    });
    expect(await changes()).toEqual([
      { path: 'channel', kind: 'missing_field' },
      { path: 'extra', kind: 'new_field' },
      { path: 'ticket_id', kind: 'type_change' },
    ]);
  });
});

test.each(['Zoe', 'Ann', 'Bob', 'Amy', 'Kim'])(
  'a record names a renamed person anew, though it did not change itself: %s',
  async (name) => {
    const named = (said: string, run: string, minute: number) =>
      page('tickets', [ticket({ ticket_id: '1', updated_at: at(1), _people: [{ person_id: 'p', name: said }] })], {
        receivedAt: at(minute),
        spool: { file: `acme/${run}/tickets.ndjson.gz`, start: minute - 1, end: minute },
      });
    const names = () => lake.rows('SELECT name FROM w_people');
    await lake.load([named('Mary', '20260301-a', 2)], 'one');
    await lake.load([named(name, '20260302-b', 3)], 'two');
    expect(await names()).toEqual([{ name }]);
    await lake.load([named('Mary', '20260301-a', 2)], 'three');
    expect(await names()).toEqual([{ name }]);
  },
);

test('attachments that a ticket names go when the list of its attachments no longer has them', async () => {
  const file = (id: string) => ({ attachment_id: id, ticket_id: '1', file_name: `${id}.txt` });
  const own = (...ids: string[]) => ticket({ ticket_id: '1', subject: ids.join(), _attachments: ids.map(file) });
  const alive = () => lake.rows('SELECT attachment_id FROM w_attachments WHERE gone_at IS NULL ORDER BY 1');
  await lake.load([
    page('tickets', [own('a', 'b')], { receivedAt: at(1) }),
    ticketPage('attachments', '1', [file('a'), file('b')], { receivedAt: at(2) }),
  ]);
  expect(await alive()).toHaveLength(2);
  await lake.load([ticketPage('comments', '1', [], { receivedAt: at(3) })]);
  expect(await alive()).toHaveLength(2);
  await lake.load([
    page('tickets', [own('b')], { receivedAt: at(4) }),
    ticketPage('attachments', '1', [file('b')], { receivedAt: at(5) }),
  ]);
  expect(await alive()).toEqual([{ attachment_id: 'b' }]);
});
