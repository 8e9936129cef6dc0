/** What a bad record may cost, with as much breadth as is asked for. */
import { runReplay } from '../../etl/src/replay/replay';
import type { Json } from '../../vendors/json';
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();

function config(lake: string) {
  return configOf(lake, [scripted().source()]);
}

const poison = ticket({ ticket_id: '3', created_at: '+010000-01-01T04:59:59.000000Z' });

async function ids(lake: string): Promise<unknown[]> {
  const rows = await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE NOT is_deleted ORDER BY 1');
  return rows.map((row) => row['ticket_id']);
}

/** @param words that are members of every object in JavaScript */
export function prototypeWords(words: readonly string[]): void {
  it.each(words)('members and words called %s are as any other', async (word) => {
    const lake = newLake();
    const bad = JSON.parse(
      `{"ticket_id":"2","status":"${word}","priority":"${word}","status_group":"unknown","tags":["${word}"],"extra":{"${word}":"x"},"${word}":{"a":1}}`,
    ) as Json;
    scripted().serve([ticket({ ticket_id: '1' }), bad], { 1: [] });
    for (let runs = 0; runs < 2; runs += 1) {
      expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
      expect(
        await rowsOf(lake, "SELECT status, priority, status_group, tags FROM tickets WHERE ticket_id = '2'"),
      ).toEqual([{ status: word, priority: word, status_group: 'unknown', tags: word.toLowerCase() }]);
    }
  });
}

export function refusedAnywhere(): void {
  it('goes to rejects, whatever page it stands on; the run goes on, and so do later runs and a replay', async () => {
    const lake = newLake();
    const rows = (bad: Json) => [
      ...Array.from({ length: 12 }, (_, at) => ticket({ ticket_id: `a${at}` })),
      bad,
      ticket({ ticket_id: 'z' }),
    ];
    scripted().serve(
      rows(poison),
      { a1: [comment({ comment_id: 'c', body: 'x' }), comment({ comment_id: 'd', created_at: 'never' })] },
      5,
    );
    for (let runs = 0; runs < 2; runs += 1) {
      const done = await exportOnce(config(lake), { full: true });
      expect(done.exit_code).toBe(0);
      expect(done.sources[0]?.streams.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
      expect(await ids(lake)).toHaveLength(13);
      expect(await rowsOf(lake, 'SELECT comment_id FROM comments')).toEqual([{ comment_id: 'c' }]);
      expect(await rowsOf(lake, 'SELECT stream, record_id, severity, reason FROM rejects ORDER BY ALL')).toEqual([
        { stream: 'comments', record_id: 'd', severity: 'record', reason: 'cannot_be_stored' },
        { stream: 'tickets', record_id: '3', severity: 'record', reason: 'cannot_be_stored' },
      ]);
    }
    const { signal } = new AbortController();
    expect((await runReplay(config(lake), { signal, listener: () => undefined })).exit_code).toBe(0);
    expect(await ids(lake)).toHaveLength(13);
    scripted().serve(rows(ticket({ ticket_id: '3' })), {}, 5);
    expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
    expect(await ids(lake)).toHaveLength(14);
    expect(await rowsOf(lake, "SELECT 1 FROM rejects WHERE stream = 'tickets'")).toEqual([]);
  });
}

/** @param nameless records that say no id */
export function namelessForbidDeletions(nameless: readonly Json[]): void {
  it('forbids deletions where nobody can say which one it is', async () => {
    const lake = newLake();
    const rows = Array.from({ length: 20 }, (_, at) => ticket({ ticket_id: `${at}` }));
    scripted().serve(rows, { 1: [comment({ comment_id: 'a' }), comment({ comment_id: 'b' })] });
    await exportOnce(config(lake));
    scripted().childChangesUntracked = true;
    for (const record of nameless) {
      scripted().serve([...rows.slice(1), record], { 1: [comment({ comment_id: 'a' }), { body: 'no id' }] });
      const done = await exportOnce(config(lake), { full: true });
      expect(done.sources[0]?.streams[0]).toMatchObject({ outcome: 'complete', rows_deleted: 0 });
      expect(done.events).toContainEqual(
        expect.objectContaining({
          type: 'note',
          level: 'warning',
          message: expect.stringContaining('1 records have no id'),
        }),
      );
      expect(await ids(lake)).toHaveLength(20);
      expect(await rowsOf(lake, 'SELECT comment_id FROM comments WHERE NOT is_deleted ORDER BY 1')).toHaveLength(2);
    }
    scripted().serve(rows.slice(1), { 1: [comment({ comment_id: 'a' })] });
    expect((await exportOnce(config(lake), { full: true })).sources[0]?.streams[0]?.rows_deleted).toBe(1);
  });
}

/** @param zones of the reports */
export function farTimes(zones: readonly string[]): void {
  it('times at both ends of what is kept are published, in any zone, and no span of them stops a publication', async () => {
    const lake = newLake();
    const [first, last] = ['0002-01-01T00:00:00.000000Z', '9998-12-31T23:59:59.999999Z'];
    scripted().serve([
      ...Array.from({ length: 3000 }, (_, at) => ticket({ ticket_id: `${at}`, created_at: first })),
      ticket({
        ticket_id: 'x',
        created_at: first,
        due_at: last,
        first_response_at: last,
        resolved_at: last,
        closed_at: last,
        status_group: 'closed',
        satisfaction: 2 ** 40,
      }),
    ]);
    for (const timezone of zones) {
      const done = await exportOnce(configOf(lake, [scripted().source()], { timezone }), { full: true });
      expect(done.exit_code).toBe(0);
      const [row] = await rowsOf(
        lake,
        "SELECT min(created_date) >= DATE '0001-01-01' AND max(due_date) <= DATE '9999-12-31' AS ok, count(*) AS n, max(resolution_minutes) AS minutes FROM tickets",
      );
      expect(row).toEqual({ ok: 'true', n: '3001', minutes: null });
    }
  });
}

/** What becomes of a reject later, of a word that nobody mapped, and of a value that is too deep. */
export function laterMappedAndDeep(): void {
  it('the reject goes when its cause goes', async () => {
    const lake = newLake();
    scripted().serve([
      ticket({ ticket_id: '1' }),
      ticket({ ticket_id: '2' }),
      ticket({ ticket_id: '3', _throws: true }),
    ]);
    await exportOnce(config(lake));
    scripted().serve([ticket({ ticket_id: '1' }), ticket({ ticket_id: '2' }), ticket({ ticket_id: '3' })]);
    await exportOnce(config(lake));
    expect(await rowsOf(lake, 'SELECT * FROM rejects')).toEqual([]);
    expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets ORDER BY 1')).toHaveLength(3);
  });

  it('a status that nobody mapped hides no ticket: it counts as open, and the run names the word', async () => {
    const lake = newLake();
    const note = {
      record_id: '1',
      field: 'status',
      severity: 'note' as const,
      reason: 'unmapped_status',
      raw: 'Parked',
    };
    scripted().serve([ticket({ ticket_id: '1', status: 'Parked', status_group: 'unknown', _rejects: [note] })]);
    const warned = await exportOnce(config(lake));
    expect(await rowsOf(lake, 'SELECT status_group, is_open FROM tickets')).toEqual([
      { status_group: 'unknown', is_open: 'true' },
    ]);
    expect(warned.sources[0]?.streams[0]?.rows_rejected).toBe(0);
    const warnings = (events: typeof warned.events) =>
      events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(warnings(warned.events)).toEqual([expect.stringContaining('"Parked"')]);
    const mapped = await exportOnce(configOf(lake, [scripted().source({ statuses: { parked: 'on_hold' } })]));
    expect(warnings(mapped.events)).toEqual([]);
    expect(await rowsOf(lake, 'SELECT status_group, is_open FROM tickets')).toEqual([
      { status_group: 'on_hold', is_open: 'true' },
    ]);
  });

  it('a value that nests deeper than 500 is left out alone', async () => {
    const lake = newLake();
    const nested = (depth: number): Json => Array.from({ length: depth }).reduce<Json>((inner) => [inner], 1);
    const deep = (depth: number) => ({ ticket_id: `${depth}`, subject: 's', extra: { kept: 1, deep: nested(depth) } });
    // As text: JSON.stringify itself ends at some thousand levels.
    scripted().raw = ({ stream }) =>
      stream === 'tickets'
        ? `{"records":[{"ticket_id":"1"},${JSON.stringify(deep(500))},${JSON.stringify(deep(501))},{"ticket_id":"9","subject":"s","deeper":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}]}`
        : undefined;
    const done = await exportOnce(config(lake));
    expect(done.exit_code).toBe(0);
    expect(await rowsOf(lake, 'SELECT ticket_id, subject FROM tickets ORDER BY 1')).toEqual([
      { ticket_id: '1', subject: null },
      { ticket_id: '500', subject: 's' },
      { ticket_id: '501', subject: 's' },
      { ticket_id: '9', subject: 's' },
    ]);
    expect(await rowsOf(lake, 'SELECT record_id, field, severity, reason FROM rejects ORDER BY 1')).toEqual([
      { record_id: '501', field: 'extra.deep', severity: 'field', reason: 'nested_too_deep' },
      { record_id: '9', field: 'deeper', severity: 'field', reason: 'nested_too_deep' },
    ]);
    const { signal } = new AbortController();
    expect((await runReplay(config(lake), { signal, listener: () => undefined })).exit_code).toBe(0);
    expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
  });
}
