/** `replay` after a change of what records are taken to mean, and beside retention. */
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../etl/src/base/events';
import type { SourceConfig } from '../../etl/src/config/config';
import { runReplay } from '../../etl/src/replay/replay';
import type { Vendor } from '../../vendors/vendor';
import { configOf, exportOnce, newLake, quickWorld, rowsOf, STARTED_AT } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const DAY_MS = 86_400_000;

/** The same service, by a version that writes subjects in capitals and names comments in another way. */
function understoodAnew(source: SourceConfig): SourceConfig {
  const streams = source.vendor.streams.map((stream) => ({
    ...stream,
    unify: (...[record, slice, context, rows]: Parameters<typeof stream.unify>) => {
      stream.unify(record, slice, context, rows);
      for (const each of rows.tickets) each.subject = each.subject?.toUpperCase() ?? null;
      for (const each of rows.comments) each.comment_id = `new-${each.comment_id}`;
    },
  }));
  const vendor: Vendor = { ...source.vendor, streams };
  return { ...source, vendor };
}

function replay(lake: string, source: SourceConfig) {
  const options = { signal: new AbortController().signal, listener: () => undefined };
  return runReplay(configOf(lake, [source]), options, () => STARTED_AT);
}

const tickets = (lake: string) => rowsOf(lake, 'SELECT ticket_id, subject, is_deleted FROM tickets ORDER BY ticket_id');
const comments = (lake: string) => rowsOf(lake, 'SELECT comment_id, is_deleted FROM comments ORDER BY comment_id');
const oldestRun = (lake: string) =>
  path.join(lake, 'raw', 'acme', readdirSync(path.join(lake, 'raw', 'acme')).sort()[0] ?? '');

/** Ticket a goes with the second run, b changes, c stays; so does the comment that is taken back. */
async function lived() {
  const lake = newLake();
  const config = configOf(lake, [scripted().source()], { maxDeleteShare: 1 });
  const at = (minute: number) => `2026-01-01T10:0${minute}:00.000000Z`;
  scripted().serve(
    [
      ticket({ ticket_id: 'a', subject: 'first', created_at: at(1), updated_at: at(1) }),
      ticket({ ticket_id: 'b', subject: 'second', created_at: at(2), updated_at: at(2) }),
      ticket({ ticket_id: 'c', subject: 'third', created_at: at(3), updated_at: at(3) }),
    ],
    { b: [comment({ comment_id: '1', body: 'x' }), comment({ comment_id: '2', body: 'y' })] },
  );
  await exportOnce(config);
  scripted().serve(
    [
      ticket({ ticket_id: 'b', subject: 'changed', created_at: at(2), updated_at: at(4) }),
      ticket({ ticket_id: 'c', subject: 'third', created_at: at(3), updated_at: at(3) }),
    ],
    { b: [comment({ comment_id: '1', body: 'x' })] },
  );
  expect((await exportOnce(config, { full: true })).exit_code).toBe(0);
  expect(await comments(lake)).toEqual([
    { comment_id: '1', is_deleted: 'false' },
    { comment_id: '2', is_deleted: 'true' },
  ]);
  return lake;
}

/** What `npm test` runs. */
export function quick(): void {
  it('reads everything anew: what the old meaning made is gone, what was deleted stays so', async () => {
    const lake = await lived();
    const result = await replay(lake, understoodAnew(scripted().source()));
    expect(result.sources[0]?.streams).toMatchObject([
      { stream: 'tickets', mode: 'replay', rows_new: 0, rows_changed: 3 },
      { stream: 'comments', mode: 'replay', rows_new: 2, rows_deleted: 2 },
    ]);
    expect(await tickets(lake)).toEqual([
      { ticket_id: 'a', subject: 'FIRST', is_deleted: 'true' },
      { ticket_id: 'b', subject: 'CHANGED', is_deleted: 'false' },
      { ticket_id: 'c', subject: 'THIRD', is_deleted: 'false' },
    ]);
    expect(await comments(lake)).toEqual([
      { comment_id: 'new-1', is_deleted: 'false' },
      { comment_id: 'new-2', is_deleted: 'true' },
    ]);
    expect(scripted().count('tickets')).toBe(2);
  });
}

/** What takes longer. */
export function slow(): void {
  it('of which raw/ holds a part reads that anew and keeps the rest', async () => {
    const lake = await lived();
    rmSync(oldestRun(lake), { recursive: true });
    await replay(lake, understoodAnew(scripted().source()));
    expect(await tickets(lake)).toEqual([
      { ticket_id: 'a', subject: 'first', is_deleted: 'true' },
      { ticket_id: 'b', subject: 'CHANGED', is_deleted: 'false' },
      { ticket_id: 'c', subject: 'THIRD', is_deleted: 'false' },
    ]);
    expect(await comments(lake)).toEqual([
      { comment_id: '2', is_deleted: 'true' },
      { comment_id: 'new-1', is_deleted: 'false' },
    ]);
  });

  it('an export removes what is older than raw_retention, and a replay afterwards says what it could not read', async () => {
    const lake = await lived();
    const source = scripted().source();
    const old = new Date(STARTED_AT - 3 * DAY_MS);
    const folder = oldestRun(lake);
    for (const name of [...readdirSync(folder), '.']) utimesSync(path.join(folder, name), old, old);
    await exportOnce(configOf(lake, [source], { rawRetentionMs: 4 * DAY_MS }));
    expect(readdirSync(path.join(lake, 'raw', 'acme'))).toHaveLength(3);
    await exportOnce(configOf(lake, [source], { rawRetentionMs: 2 * DAY_MS }));
    expect(readdirSync(path.join(lake, 'raw', 'acme'))).toHaveLength(3);
    expect(oldestRun(lake)).not.toBe(folder);
    const before = [await tickets(lake), await comments(lake)];
    const notes: string[] = [];
    const options = {
      signal: new AbortController().signal,
      listener: (event: RunEvent) => {
        if (event.type === 'note') notes.push(event.message);
      },
    };
    const result = await runReplay(configOf(lake, [source]), options, () => STARTED_AT);
    expect(result.exit_code).toBe(0);
    expect(notes.join()).toContain('rows that are not in it are kept as they are');
    expect([await tickets(lake), await comments(lake)]).toEqual(before);
    // Files have the time of the machine.
    await exportOnce(configOf(lake, [source], { rawRetentionMs: 0 }), {}, quickWorld(Date.now() + 60_000));
    expect(readdirSync(path.join(lake, 'raw', 'acme'))).toEqual([]);
    await expect(replay(lake, source)).rejects.toMatchObject({ code: 'no_raw' });
  });
}
