/** A run that is told to end, that meets another one, that may not write, whose disk is full, whose clock goes wrong. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LakeError } from '../../etl/src/base/errors';
import type { SandboxOptions } from '../../sandbox/server';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import type { Exported } from '../support/lake';
import {
  configOf,
  copiesOf,
  exportOnce,
  newLake,
  published,
  quickWorld,
  rowsOf,
  sourceOf,
  STARTED_AT,
} from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { FROZEN, useSandbox } from '../support/sandbox';
import { comment, ticket } from '../support/tiny-vendor';

useCompiledExporter();
const scripted = useScriptedService();
const DAY_MS = 86_400_000;
const IDS = ['1', '2', '3', '4', '5', '6'];
const tickets = (status = 'Open') => IDS.map((id) => ticket({ ticket_id: id, status }));
const talk = Object.fromEntries(IDS.map((id) => [id, [comment({ comment_id: `${id}a`, body: 'x' })]]));

function config(lake: string) {
  return configOf(lake, [scripted().source({ concurrency: 1 })]);
}

const copyOfFilled = copiesOf((lake) => exportOnce(config(lake)));

/** A lake that holds what the service shows, and the run that filled it. */
function filledLake(): Promise<{ lake: string; run: Exported }> {
  scripted().serve(tickets(), talk);
  return copyOfFilled();
}

async function failureOf(running: Promise<unknown>): Promise<LakeError> {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LakeError) return error;
  throw new Error(`not a LakeError: ${String(error)}`);
}

/** A disk of its own size; needs the right to mount, which containers of a build seldom give. */
function smallDisk(): { folder: string; resize(size: string): void; remove(): void } | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    resize: (size) => execFileSync('mount', ['-o', `remount,size=${size}`, folder]),
    remove: () => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

const one = ticket({ ticket_id: '1', status: 'Open' });
const words = ['a', 'b'].map((id) => comment({ comment_id: id, body: id }));

/** A lake that has the first page of a ticket's comments. */
const lakeInterruptedBetweenPages = copiesOf(async (lake) => {
  scripted().answer = ({ stream, page }) => {
    if (stream === 'tickets') return { records: [one] };
    return page === null ? { records: words.slice(0, 1), next: '1' } : { status: 500, message: 'out of order' };
  };
  expect((await exportOnce(config(lake))).exit_code).toBe(3);
});

const TEAMSWORK: SandboxOptions = { tickets: 40, limits: false, clock: FROZEN, services: ['teamswork'] };

/** What `npm test` runs. */
export function quick(): void {
  describe('told to end', () => {
    const sandbox = useSandbox(TEAMSWORK);

    it('before anything was asked, a run says that it was interrupted, not that the key is wrong', async () => {
      const ending = new AbortController();
      ending.abort();
      const result = await exportOnce(configOf(newLake(), [sourceOf(sandbox(), 'teamswork')]), {
        signal: ending.signal,
      });
      expect(result.exit_code).toBe(130);
      expect(
        result.sources[0]?.streams.every(({ outcome, error }) => outcome === 'interrupted' && error === null),
      ).toBe(true);
    });

    it('while it waits for its quota, a run ends at once', async () => {
      const ending = new AbortController();
      const source = sourceOf(sandbox(), 'teamswork', { requestsPerMinute: 3 });
      const world = quickWorld();
      const result = await exportOnce(
        configOf(newLake(), [source]),
        { signal: ending.signal },
        {
          ...world,
          sleep: () => {
            ending.abort();
            return Promise.resolve();
          },
        },
      );
      expect(result.exit_code).toBe(130);
    });
  });

  it('a second run at the same time is told who holds the lake, and does nothing', async () => {
    const lake = newLake();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let arrived = (): void => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    scripted().answer = async ({ stream, slice }) => {
      arrived();
      await held;
      return stream === 'tickets' ? { records: tickets() } : { records: [...(talk[slice] ?? [])] };
    };
    const first = exportOnce(config(lake));
    await asked;
    const error = await failureOf(exportOnce(config(lake)));
    expect(error.code).toBe('locked');
    expect(error.message).toContain(`process ${process.pid}`);
    const elsewhere = await exportInChild(configOf(lake, []));
    expect({ code: elsewhere.exitCode, says: JSON.parse(elsewhere.stderr) as unknown }).toMatchObject({
      code: 99,
      says: { code: 'locked' },
    });
    goOn();
    expect((await first).exit_code).toBe(0);
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
  });

  it.each([
    ['a few minutes later from where it stood', 10 * 60_000, '1'],
    ['hours later from its first page: pages shift meanwhile', 2 * 3_600_000, null],
  ])('a ticket that was interrupted between two pages is read %s', async (_how, afterMs, page) => {
    const { lake } = await lakeInterruptedBetweenPages();
    const world = quickWorld();
    scripted().serve([one], { 1: words }, 1);
    scripted().asked.length = 0;
    world.pass(afterMs);
    expect((await exportOnce(config(lake), {}, world)).exit_code).toBe(0);
    expect(scripted().asked.find(({ stream }) => stream === 'comments')?.page).toBe(page);
    expect(await rowsOf(lake, 'SELECT comment_id FROM comments ORDER BY 1')).toEqual([
      { comment_id: 'a' },
      { comment_id: 'b' },
    ]);
  });

  describe('a lake that cannot be written to', () => {
    const isRoot = process.getuid?.() === 0;

    it('is said so, and stays as it was', async () => {
      const { lake } = await filledLake();
      const before = await published(lake);
      chmodSync(lake, 0o755);
      for (const folder of ['', 'state', 'raw', 'parquet']) chmodSync(path.join(lake, folder), 0o555);
      // Rights do not bind root: another user tries it.
      const ended = await exportInChild(configOf(lake, []), isRoot ? { uid: 65_534 } : {});
      for (const folder of ['', 'state', 'raw', 'parquet']) chmodSync(path.join(lake, folder), 0o755);
      expect(ended.exitCode).toBe(99);
      expect(JSON.parse(ended.stderr)).toEqual({
        code: 'disk',
        message: `the lake ${lake} cannot be used: it cannot be written to`,
        remedy: expect.stringContaining('Give this user the right'),
      });
      expect(await published(lake)).toEqual(before);
      expect((await exportOnce(config(lake))).exit_code).toBe(0);
    });

    it('because its folder cannot be made is said so', async () => {
      const lake = path.join(newLake(), 'file', 'lake');
      execFileSync('touch', [path.dirname(lake)]);
      await expect(exportOnce(config(lake))).rejects.toThrow();
    });
  });
}

/** What takes longer. */
export function slow(): void {
  describe('a clock that is set back', () => {
    it('between two runs does not make new readings look old', async () => {
      const { lake, run: first } = await filledLake();
      const world = quickWorld(STARTED_AT - 30 * DAY_MS);
      scripted().serve(tickets('Done'), { ...talk, 1: [comment({ comment_id: '1b', body: 'y' })] });
      const second = await exportOnce(config(lake), {}, world);
      expect(second.exit_code).toBe(0);
      expect(await rowsOf(lake, 'SELECT DISTINCT status FROM tickets')).toEqual([{ status: 'Done' }]);
      expect(
        await rowsOf(lake, "SELECT comment_id, is_deleted FROM comments WHERE ticket_key = 'acme:1' ORDER BY 1"),
      ).toEqual([
        { comment_id: '1a', is_deleted: 'true' },
        { comment_id: '1b', is_deleted: 'false' },
      ]);
      expect(second.run_id > first.run_id).toBe(true);
      expect(await rowsOf(lake, 'SELECT last_run_id FROM sources')).toEqual([{ last_run_id: second.run_id }]);
    });

    it('in the middle of a run neither stops it nor loses a page', async () => {
      const lake = newLake();
      const world = quickWorld();
      scripted().serve(tickets(), talk, 1);
      const { answer } = scripted();
      scripted().answer = (asked) => {
        world.pass(-3_600_000);
        return answer(asked);
      };
      expect((await exportOnce(config(lake), {}, world)).exit_code).toBe(0);
      expect(await rowsOf(lake, 'SELECT count(*) AS n FROM tickets')).toEqual([{ n: '6' }]);
      expect(await rowsOf(lake, 'SELECT count(*) AS n FROM comments')).toEqual([{ n: '6' }]);
    });

    it('from a year that never was does not put off full scans for ever', async () => {
      const lake = newLake();
      scripted().serve(tickets(), talk);
      await exportOnce(config(lake), {}, quickWorld(Date.UTC(2090, 0)));
      const now = await exportOnce(config(lake), {}, quickWorld());
      expect(now.sources[0]?.streams[0]).toMatchObject({ stream: 'tickets', mode: 'full', outcome: 'complete' });
    });
  });

  describe('told to end', () => {
    const sandbox = useSandbox(TEAMSWORK);

    it.each([
      ['tickets', '"stream":"tickets","rows":10'],
      ['comments', '"stream":"comments","rows":5'],
    ])('by SIGTERM while it reads %s, a process ends with 130 and the next run goes on', async (_stream, endAt) => {
      const whole = newLake();
      const source = sourceOf(sandbox(), 'teamswork', { pageSize: 10, concurrency: 1 });
      const threads = (): number => sandbox().requests.count('teamswork', 'listActivities');
      await exportOnce(configOf(whole, [source]));
      const all = threads();
      sandbox().requests.reset();
      const lake = newLake();
      const ended = await exportInChild(configOf(lake, [source]), { endAt });
      expect({ code: ended.exitCode, stderr: ended.stderr }).toEqual({ code: 130, stderr: '' });
      expect(ended.stdout).toContain('"outcome":"interrupted"');
      expect(threads()).toBeLessThan(all);
      const next = await exportOnce(configOf(lake, [source]));
      expect(next.exit_code).toBe(0);
      expect(await published(lake)).toEqual(await published(whole));
      // What was under way is asked for once more.
      expect(threads()).toBeLessThanOrEqual(all + 1);
    });
  });

  describe('a disk that is full', () => {
    const disk = smallDisk();
    afterAll(() => disk?.remove());
    const itWithDisk = disk === undefined ? it.skip : it;

    itWithDisk(
      'is said so, the publication before stays whole, and the next run goes on when there is room',
      async () => {
        if (disk === undefined) return;
        const lake = path.join(disk.folder, 'lake');
        scripted().serve(tickets(), talk);
        expect((await exportOnce(config(lake))).exit_code).toBe(0);
        const before = await published(lake);
        const large = IDS.map((id) =>
          ticket({ ticket_id: id, status: 'Done', extra: { blob: randomBytes(1_500_000).toString('base64') } }),
        );
        scripted().serve(large, talk, 1);
        const error = await failureOf(exportOnce(config(lake), { full: true }));
        expect({ code: error.code, message: error.message }).toEqual({
          code: 'disk',
          message: `the lake ${lake} cannot be used: there is no space left on its disk`,
        });
        expect(error.remedy).toContain('Free disk space');
        expect(await published(lake)).toEqual(before);
        disk.resize('256m');
        expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
        expect(await rowsOf(lake, 'SELECT DISTINCT status FROM tickets')).toEqual([{ status: 'Done' }]);
        expect(readdirSync(path.join(lake, 'parquet'))).not.toContain('publish');
      },
      60_000,
    );
  });
}
