/** Promise 1: after each run every stream is reconciled; what cannot be proven never ends as success. */
import { ticket, comment } from '../support/tiny-vendor';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, quickWorld, rowsOf } from '../support/lake';
import type { ScriptedPage } from '../support/scripted-service';
import { useScriptedService } from '../support/scripted-service';

const scripted = useScriptedService();
const DAY_MS = 86_400_000;

const tickets = (...ids: string[]) => ids.map((id) => ticket({ ticket_id: id, status: 'Open' }));
const words = (...ids: string[]) => ids.map((id) => comment({ comment_id: id, body: id }));

function config(lake: string) {
  return configOf(lake, [scripted().source()]);
}

function outcomes(result: Exported): Record<string, string> {
  return Object.fromEntries(result.sources.flatMap(({ streams }) => streams.map((row) => [row.stream, row.outcome])));
}

const idsIn = async (lake: string, table: 'tickets' | 'comments') => {
  const id = table === 'tickets' ? 'ticket_id' : 'comment_id';
  return (await rowsOf(lake, `SELECT ${id} AS id FROM ${table} WHERE NOT is_deleted ORDER BY 1`)).map(
    (row) => row['id'],
  );
};

/** Aborts when the service is asked for something. */
function abortWhen(
  asks: (stream: string, slice: string) => boolean,
  answer: typeof scripted extends () => infer P ? P : never,
) {
  const ending = new AbortController();
  const before = answer.answer;
  answer.answer = (asked) => {
    if (asks(asked.stream, asked.slice)) ending.abort();
    return before(asked);
  };
  return ending.signal;
}

/** What `npm test` runs. */
export function quick(): void {
  describe('a list of tickets', () => {
    it('is complete when as many different rows came as the service counts', async () => {
      const lake = newLake();
      scripted().plan = { keys: ['all'], total: 3 };
      scripted().serve(tickets('1', '2', '3'), {}, 2);
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(0);
      expect(
        await rowsOf(lake, "SELECT vendor_total, stored_total, rows_read, outcome FROM runs WHERE stream = 'tickets'"),
      ).toEqual([{ vendor_total: '3', stored_total: '3', rows_read: '3', outcome: 'complete' }]);
    });

    it('is incomplete when fewer different rows came, though the number of rows fits', async () => {
      const lake = newLake();
      scripted().plan = { keys: ['all'], total: 3 };
      scripted().serve(tickets('1', '2', '2'));
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(3);
      expect(outcomes(result)['tickets']).toBe('incomplete');
      expect(result.sources[0]?.streams.find(({ stream }) => stream === 'tickets')?.error).toBe(
        'the service counts 3 rows, but only 2 different ones came',
      );
      expect(await idsIn(lake, 'tickets')).toEqual(['1', '2']);
    });

    it('is read once more where a part fell short of its own total, and is whole when the row comes then', async () => {
      const lake = newLake();
      let reading = 0;
      scripted().answer = ({ stream }) => {
        if (stream !== 'tickets') return {};
        reading += 1;
        return { records: reading === 1 ? tickets('1', '1') : tickets('1', '2'), total: 2 };
      };
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(0);
      expect(await idsIn(lake, 'tickets')).toEqual(['1', '2']);
    });

    it('whose tokens go in a circle fails loudly', async () => {
      const lake = newLake();
      scripted().answer = ({ stream }) => (stream === 'tickets' ? { records: tickets('1'), next: 'again' } : {});
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(3);
      expect(result.sources[0]?.streams[0]?.error).toContain('repeated a page cursor');
    });
  });

  describe('what hangs on a ticket', () => {
    const both = (answer: (ticketId: string, page: string | null) => ScriptedPage) => {
      scripted().answer = ({ stream, slice, page }) =>
        stream === 'tickets' ? { records: tickets('1', '2', '3') } : answer(slice, page);
    };

    it('waits when the call fails, and comes with the next run', async () => {
      const lake = newLake();
      both((id) => (id === '2' ? { status: 400, message: 'no' } : { records: words(`${id}a`) }));
      const failed = await exportOnce(config(lake));
      expect(failed.exit_code).toBe(3);
      expect(outcomes(failed)).toEqual({ tickets: 'complete', comments: 'incomplete' });
      both((id) => ({ records: words(`${id}a`) }));
      scripted().asked.length = 0;
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      expect(
        scripted()
          .asked.filter(({ stream }) => stream === 'comments')
          .map(({ slice }) => slice),
      ).toEqual(['2']);
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '2a', '3a']);
    });

    it('of a ticket that vanished meanwhile is dropped, since others are answered for', async () => {
      const lake = newLake();
      both((id) => (id === '2' ? { status: 404 } : { records: words(`${id}a`) }));
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(0);
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '3a']);
    });
  });

  it('streams that were not reached are in `runs`, and not as complete', async () => {
    const lake = newLake();
    scripted().serve(tickets('1'), { 1: words('a') });
    const signal = abortWhen((stream) => stream === 'tickets', scripted());
    const result = await exportOnce(config(lake), { signal });
    expect(result.exit_code).toBe(130);
    expect(outcomes(result)).toEqual({ tickets: 'interrupted', comments: 'interrupted' });
    expect(await rowsOf(lake, 'SELECT stream, outcome FROM runs ORDER BY stream')).toEqual([
      { stream: 'comments', outcome: 'interrupted' },
      { stream: 'tickets', outcome: 'interrupted' },
    ]);
  });
}

/** What takes longer. */
export function slow(): void {
  describe('a list of tickets', () => {
    it.each(['by itself', 'early'] as const)(
      'that was read without a proof is none for the next run either, when this run ended %s',
      async (end) => {
        const lake = newLake();
        scripted().plan = { keys: ['a', 'b'] };
        const doubtful = (asked: { stream: string; slice: string }): ScriptedPage => {
          if (asked.stream !== 'tickets') return {};
          return asked.slice === 'a'
            ? { records: tickets('1'), incompleteReason: 'rows moved while they were read' }
            : { records: tickets('2') };
        };
        scripted().answer = doubtful;
        const signal = abortWhen(
          (stream, slice) => end === 'early' && stream === 'tickets' && slice === 'a',
          scripted(),
        );
        const first = await exportOnce(config(lake), end === 'early' ? { signal } : {});
        expect(first.exit_code).toBe(end === 'early' ? 130 : 3);
        scripted().answer = doubtful;
        const second = await exportOnce(config(lake));
        expect(outcomes(second)['tickets']).toBe('incomplete');
        expect(second.exit_code).toBe(3);
        scripted().answer = ({ stream, slice }) =>
          stream === 'tickets' ? { records: tickets(slice === 'a' ? '1' : '2') } : {};
        expect((await exportOnce(config(lake))).exit_code).toBe(0);
      },
    );
  });

  describe('what hangs on a ticket', () => {
    const both = (answer: (ticketId: string, page: string | null) => ScriptedPage) => {
      scripted().answer = ({ stream, slice, page }) =>
        stream === 'tickets' ? { records: tickets('1', '2', '3') } : answer(slice, page);
    };

    it('waits for another run when its end proved nothing, and nothing is taken for deleted', async () => {
      const lake = newLake();
      both((id) => ({ records: words(`${id}a`, `${id}b`) }));
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      both((id) =>
        id === '2' ? { records: words('2a'), incompleteReason: 'rows moved' } : { records: words(`${id}a`, `${id}b`) },
      );
      scripted().childChangesUntracked = true;
      const doubtful = await exportOnce(config(lake), { full: true });
      expect(outcomes(doubtful)).toEqual({ tickets: 'complete', comments: 'incomplete' });
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '1b', '2a', '2b', '3a', '3b']);
      both((id) => ({ records: words(`${id}a`) }));
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '1b', '2a', '3a', '3b']);
    });

    it('is read by the slices that take over', async () => {
      const lake = newLake();
      both((id, page) => {
        if (id === '2/whole') return { records: words('2a', '2b', '2c') };
        if (id === '2')
          return page === null ? { records: words('2a'), next: 'p2' } : { records: [], splitInto: ['2/whole'] };
        return { records: words(`${id}a`) };
      });
      const result = await exportOnce(config(lake));
      expect(result.exit_code).toBe(0);
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '2a', '2b', '2c', '3a']);
    });

    it.each([false, true])('is not taken for read when no ticket is answered for (optional: %s)', async (optional) => {
      const lake = newLake();
      scripted().optional = optional;
      both(() => ({ status: 404 }));
      const first = await exportOnce(config(lake));
      expect(outcomes(first)['comments']).toBe(optional ? 'unsupported' : 'incomplete');
      expect(first.exit_code).toBe(optional ? 0 : 3);
      both((id) => ({ records: words(`${id}a`) }));
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '2a', '3a']);
    });

    it('of the first ticket being refused does not switch off an optional stream that others answer to', async () => {
      const lake = newLake();
      scripted().optional = true;
      both((id) => (id === '1' ? { status: 404 } : { records: words(`${id}a`) }));
      const result = await exportOnce(configOf(lake, [scripted().source({ concurrency: 1 })]));
      expect(outcomes(result)).toEqual({ tickets: 'complete', comments: 'complete' });
      expect(await idsIn(lake, 'comments')).toEqual(['2a', '3a']);
    });

    it('comes for all tickets when it is selected later', async () => {
      const lake = newLake();
      both((id) => ({ records: words(`${id}a`) }));
      await exportOnce(configOf(lake, [scripted().source({ streams: ['tickets'] })]));
      expect(scripted().count('comments')).toBe(0);
      await exportOnce(config(lake));
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '2a', '3a']);
    });

    it('comes after a run of the tickets alone', async () => {
      const lake = newLake();
      both((id) => ({ records: words(`${id}a`) }));
      await exportOnce(config(lake));
      scripted().answer = ({ stream, slice }) =>
        stream === 'tickets'
          ? { records: [ticket({ ticket_id: '1', status: 'Done' }), ...tickets('2', '3')] }
          : { records: words(`${slice}a`, `${slice}b`) };
      await exportOnce(config(lake), { streams: ['tickets'] });
      await exportOnce(config(lake));
      expect(await idsIn(lake, 'comments')).toEqual(['1a', '1b', '2a', '3a']);
    });

    it('is read again for all tickets after a full scan, even if a day passes before the last of them', async () => {
      const lake = newLake();
      scripted().childChangesUntracked = true;
      const closed = ticket({ ticket_id: '1', status: 'Closed', status_group: 'closed' });
      const world = quickWorld();
      let said = 'a';
      scripted().answer = ({ stream, slice }) =>
        stream === 'tickets' ? { records: [closed, ...tickets('2')] } : { records: words(`${slice}${said}`) };
      const one = configOf(lake, [scripted().source({ concurrency: 1 })]);
      await exportOnce(one, {}, world);
      said = 'b';
      world.pass(8 * DAY_MS);
      const signal = abortWhen((stream) => stream === 'comments', scripted());
      expect((await exportOnce(one, { signal }, world)).exit_code).toBe(130);
      world.pass(2 * DAY_MS);
      expect((await exportOnce(one, {}, world)).exit_code).toBe(0);
      expect(await idsIn(lake, 'comments')).toEqual(['1b', '2b']);
    });
  });
}
