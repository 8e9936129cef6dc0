/** Promise 9: a stream is published when it ends, long ones as they grow; `runs` says what is still incomplete. */
import { existsSync } from 'node:fs';
import { lakePaths } from '../../etl/src/store/database';
import { LakeError } from '../../etl/src/base/errors';
import * as publishing from '../../etl/src/publish/publish';
import { configOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

jest.mock('../../etl/src/publish/publish', () => {
  const actual = jest.requireActual<typeof publishing>('../../etl/src/publish/publish');
  return { ...actual, publish: jest.fn(actual.publish) };
});

const scripted = useScriptedService();
const sandbox = useSandbox({ tickets: 6, limits: false, clock: FROZEN, services: ['notific'] });
const IDS = ['1', '2', '3', '4'];

function config(lake: string) {
  return configOf(lake, [scripted().source({ concurrency: 1 })]);
}

async function glance(lake: string) {
  const [counts] = await rowsOf(
    lake,
    'SELECT (SELECT count(*) FROM tickets) AS tickets, (SELECT count(*) FROM comments) AS comments',
  );
  const runs = await rowsOf(
    lake,
    "SELECT stream || ' ' || outcome || CASE WHEN finished_at IS NULL THEN ', not ended' ELSE '' END AS says FROM runs ORDER BY 1",
  );
  const [source] = await rowsOf(lake, 'SELECT last_outcome FROM sources');
  return {
    tickets: Number(counts?.['tickets']),
    comments: Number(counts?.['comments']),
    runs: runs.map(({ says }) => says),
    source: source?.['last_outcome'],
  };
}

/** What `npm test` runs. */
export function quick(): void {
  it('tickets stand in the lake while comments are read, and comments as they come', async () => {
    const lake = newLake();
    const world = quickWorld();
    const seen: Array<Record<string, unknown>> = [];
    scripted().answer = async ({ stream, slice }) => {
      if (stream === 'tickets') return { records: IDS.map((id) => ticket({ ticket_id: id })) };
      world.pass(60_000);
      if (existsSync(lakePaths(lake).published)) seen.push(await glance(lake));
      return { records: [comment({ comment_id: `${slice}a`, body: 'x' })] };
    };
    expect((await exportOnce(config(lake), {}, world)).exit_code).toBe(0);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen[0]).toMatchObject({
      tickets: IDS.length,
      runs: ['comments incomplete, not ended', 'tickets complete'],
    });
    const comments = seen.map((glanced) => Number(glanced['comments']));
    expect(comments.every((count, at) => at === 0 || count >= (comments[at - 1] ?? 0))).toBe(true);
    expect(comments.at(-1)).toBeGreaterThan(1);
    expect(await glance(lake)).toEqual({
      tickets: IDS.length,
      comments: IDS.length,
      runs: ['comments complete', 'tickets complete'],
      source: 'complete',
    });
  });

  it('a source that fails does not keep the others from being published', async () => {
    const lake = newLake();
    scripted().serve([ticket({ ticket_id: '1' })]);
    const broken = scripted().source({ name: 'broken', url: 'http://127.0.0.1:9' });
    const result = await exportOnce(configOf(lake, [scripted().source(), broken]));
    expect(result.exit_code).toBe(3);
    expect(await rowsOf(lake, 'SELECT source, last_outcome FROM sources ORDER BY 1')).toEqual([
      { source: 'acme', last_outcome: 'complete' },
      { source: 'broken', last_outcome: 'failed' },
    ]);
    expect(await rowsOf(lake, 'SELECT ticket_key FROM tickets')).toEqual([{ ticket_key: 'acme:1' }]);
  });
}

/** What takes longer. */
export function slow(): void {
  it('runs and sources are published even when nothing could be read', async () => {
    const lake = newLake();
    scripted().answer = () => ({ status: 401, message: 'who are you' });
    const result = await exportOnce(config(lake));
    expect(result.exit_code).toBe(1);
    const [row] = await rowsOf(lake, "SELECT outcome, error FROM runs WHERE stream = 'tickets'");
    expect(row?.['outcome']).toBe('failed');
    expect(row?.['error']).toContain('who are you');
    expect(await rowsOf(lake, 'SELECT last_outcome FROM sources')).toEqual([{ last_outcome: 'failed' }]);
  });

  it('people and queues are not published beside a table of tickets that is still empty', async () => {
    const world = quickWorld();
    const service = 'notific';
    for (const endpoint of ['list_customers', 'list_tickets'])
      sandbox().faults.add({ service, kind: 'rate_limited', times: 1, endpoint, options: { retryAfter: '60' } });
    const run = await exportOnce(configOf(newLake(), [sourceOf(sandbox(), service)]), {}, world);
    const tickets = run.events.flatMap((event) =>
      event.type === 'published' ? event.tables.filter(({ table }) => table === 'tickets').map(({ rows }) => rows) : [],
    );
    expect(run.exit_code).toBe(0);
    expect(tickets.length).toBeGreaterThan(0);
    expect(tickets.filter((rows) => rows === 0)).toEqual([]);
  });

  it('an early publication that cannot be made is made later: the reading goes on', async () => {
    const lake = newLake();
    const world = quickWorld();
    const trouble = new LakeError('held_by_reader', 'tickets.parquet is held', 'Close the program.');
    jest.mocked(publishing.publish).mockRejectedValueOnce(trouble);
    scripted().answer = ({ stream, slice }) => {
      world.pass(60_000);
      if (stream === 'tickets') return { records: IDS.map((id) => ticket({ ticket_id: id })) };
      return { records: [comment({ comment_id: `${slice}a`, body: 'x' })] };
    };
    const result = await exportOnce(config(lake), {}, world);
    expect(result.exit_code).toBe(0);
    expect(result.events).toContainEqual(
      expect.objectContaining({ level: 'warning', message: 'publishing has to wait: tickets.parquet is held' }),
    );
    expect(await glance(lake)).toMatchObject({ tickets: IDS.length, comments: IDS.length });
  });
}
