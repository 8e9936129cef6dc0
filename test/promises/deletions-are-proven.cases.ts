/** Promise 5: deletions are inferred only from a proven complete scan, marked, never erased. */
import type { SourceConfig } from '../../etl/src/config/config';
import { configOf, copiesOf, exportOnce, quickWorld, rowsOf, STARTED_AT } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const DAY_MS = 86_400_000;
const ALL = Array.from({ length: 20 }, (_, index) => String(10 + index));
const tickets = (ids: readonly string[]) =>
  ids.map((id) => ticket({ ticket_id: id, status: 'Open', subject: `s${id}` }));
const without = (...gone: string[]) => ALL.filter((id) => !gone.includes(id));

function config(lake: string, source: Partial<SourceConfig> = {}, maxDeleteShare = 0.1) {
  return configOf(lake, [scripted().source(source)], { maxDeleteShare });
}

const wholeLake = copiesOf(async (lake) => {
  scripted().serve(tickets(ALL), { 10: [comment({ comment_id: 'c', body: 'x' })] });
  expect((await exportOnce(config(lake))).exit_code).toBe(0);
});

/** A lake that knows all tickets, and a service that lists those. */
async function known(listed: readonly string[]) {
  const { lake } = await wholeLake();
  scripted().serve(tickets(listed), { 10: [comment({ comment_id: 'c', body: 'x' })] });
  return lake;
}

const deleted = async (lake: string) =>
  (await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted ORDER BY 1')).map((row) => row['ticket_id']);

/** What `npm test` runs. */
export function quick(): void {
  it('a ticket that a full scan does not name is marked, its row and its comments stay; it is alive when it comes back', async () => {
    const lake = await known(without('10'));
    const result = await exportOnce(config(lake), { full: true });
    expect(result.exit_code).toBe(0);
    expect(result.sources[0]?.streams[0]).toMatchObject({ stream: 'tickets', rows_deleted: 1 });
    const [row] = await rowsOf(
      lake,
      "SELECT subject, status_group, is_open, deleted_at IS NOT NULL AS has_time FROM tickets WHERE ticket_id = '10'",
    );
    expect(row).toEqual({ subject: 's10', status_group: 'deleted', is_open: 'false', has_time: 'true' });
    expect(await rowsOf(lake, 'SELECT comment_id FROM comments')).toEqual([{ comment_id: 'c' }]);
    scripted().serve(tickets(ALL));
    await exportOnce(config(lake), { full: true });
    expect(
      await rowsOf(lake, "SELECT is_deleted, deleted_at, status_group FROM tickets WHERE ticket_id = '10'"),
    ).toEqual([{ is_deleted: 'false', deleted_at: null, status_group: 'open' }]);
  });

  it('more than the allowed share at once fails the stream and marks nothing; a raised share marks them', async () => {
    const lake = await known(without('10', '11', '12'));
    const refused = await exportOnce(config(lake), { full: true });
    expect(refused.exit_code).toBe(1);
    expect(refused.sources[0]?.streams[0]?.error).toMatch(
      /3 of 20 tickets would vanish at once, more than 10 %.*max_delete_share/,
    );
    expect(await deleted(lake)).toEqual([]);
    expect((await exportOnce(config(lake), {})).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual([]);
    expect((await exportOnce(config(lake, {}, 0.2), { full: true })).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual(['10', '11', '12']);
  });
}

/** What takes longer. */
export function slow(): void {
  it('an incremental run of a service that is read whole every time infers them, too', async () => {
    const lake = await known(without('10'));
    scripted().plan = { keys: ['all'], complete: true };
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual(['10']);
  });

  it('a scan that is interrupted proves nothing until another run has read the rest', async () => {
    const lake = await known(ALL);
    const world = quickWorld(STARTED_AT + 8 * DAY_MS);
    const ending = new AbortController();
    scripted().plan = { keys: ['a', 'b'] };
    const half = { a: ALL.slice(0, 10), b: ALL.slice(10, 19) };
    scripted().answer = ({ stream, slice }) => {
      if (stream !== 'tickets') return {};
      if (slice === 'a') ending.abort();
      return { records: tickets(slice === 'a' ? half.a : half.b) };
    };
    const one = config(lake, { concurrency: 1 });
    expect((await exportOnce(one, { signal: ending.signal }, world)).exit_code).toBe(130);
    expect(await deleted(lake)).toEqual([]);
    scripted().asked.length = 0;
    expect((await exportOnce(one, {}, world)).exit_code).toBe(0);
    expect(
      scripted()
        .asked.filter(({ stream }) => stream === 'tickets')
        .map(({ slice }) => slice),
    ).toEqual(['b']);
    expect(await deleted(lake)).toEqual(['29']);
  });

  it.each([405, 501])(
    'where no ticket can be asked for (HTTP %i), one is marked when two scans in a row miss it',
    async (status) => {
      const lake = await known(without('10'));
      scripted().answerOne = () => ({ status, message: 'not offered' });
      const first = await exportOnce(config(lake), { full: true });
      expect(first.exit_code).toBe(3);
      expect(first.sources[0]?.streams[0]?.error).toContain(
        '1 tickets were not listed, and the service cannot be asked',
      );
      expect(await deleted(lake)).toEqual([]);
      scripted().serve(tickets(without('11')));
      expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(3);
      expect(await deleted(lake)).toEqual([]);
      expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
      expect(await deleted(lake)).toEqual(['11']);
    },
  );

  it('a list that left out a ticket keeps the boundary: what it left out besides is found by the next run', async () => {
    const lake = await known(without('10'));
    scripted().unlisted.set('10', ticket({ ticket_id: '10', subject: 'still there' }));
    const result = await exportOnce(config(lake), { full: true });
    expect(result.exit_code).toBe(3);
    expect(result.sources[0]?.streams[0]).toMatchObject({ outcome: 'incomplete', cursor_to: null, rows_changed: 1 });
    expect(await deleted(lake)).toEqual([]);
    expect(result.events).toContainEqual(
      expect.objectContaining({
        type: 'note',
        message: expect.stringContaining('the list left out 1 tickets that exist'),
      }),
    );
    // Such a list is not read whole over and over.
    const next = await exportOnce(config(lake));
    expect(next.exit_code).toBe(0);
    expect(next.sources[0]?.streams[0]).toMatchObject({ outcome: 'complete', mode: 'incremental' });
  });

  it.each<[string, () => Partial<SourceConfig>, Parameters<typeof exportOnce>[1]]>([
    ['an incremental run', () => ({}), {}],
    ['a run from a date on', () => ({ since: '2026-01-01' }), { full: true }],
    ['a run with --since', () => ({}), { full: true, since: '2026-01-01' }],
    ['a run of other streams', () => ({}), { full: true, streams: ['comments'] }],
  ])('%s infers none', async (_what, source, options) => {
    const lake = await known(without('10'));
    expect((await exportOnce(config(lake, source()), options)).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual([]);
  });

  it('a plan that does not name every ticket proves nothing', async () => {
    const lake = await known(without('10'));
    scripted().plan = { keys: ['all'], complete: false };
    expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual([]);
  });

  it('a key that shows only a part proves nothing, and makes the run incomplete', async () => {
    const lake = await known(without('10'));
    scripted().findings = [
      { level: 'warning', code: 'partial_view', message: 'this key sees the tickets of one team' },
    ];
    const result = await exportOnce(config(lake), { full: true });
    expect(result.exit_code).toBe(3);
    expect(result.sources[0]?.streams[0]).toMatchObject({
      outcome: 'incomplete',
      error: 'this key sees the tickets of one team',
    });
    expect(await deleted(lake)).toEqual([]);
  });

  it.each([
    ['a slice fails', { status: 400, message: 'no' }],
    ['a slice ends without proof', { records: [], incompleteReason: 'rows moved' }],
    ['a slice falls short of its own total', { records: [], total: 5 }],
  ])('a scan of which %s proves nothing', async (_what, page) => {
    const lake = await known(ALL);
    scripted().plan = { keys: ['a', 'b'] };
    scripted().answer = ({ stream, slice }) => {
      if (stream !== 'tickets') return {};
      return slice === 'a' ? { records: tickets(without('10')) } : page;
    };
    expect((await exportOnce(config(lake), { full: true })).exit_code).not.toBe(0);
    expect(await deleted(lake)).toEqual([]);
  });

  it('a ticket whose record turned bad is not taken for deleted', async () => {
    const lake = await known(ALL);
    scripted().answer = ({ stream }) =>
      stream === 'tickets' ? { records: [...tickets(without('10')), ticket({ ticket_id: '10', _throws: true })] } : {};
    const result = await exportOnce(config(lake), { full: true });
    expect(result.exit_code).toBe(0);
    expect(await deleted(lake)).toEqual([]);
  });
}
