/**
 * Promises 1, 5 and 7 together: taking secrets out of an answer loses nothing else of it, and an answer that cannot be
 * read proves no deletion. Pages that an earlier version damaged are named, skipped in words, and read again.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { gzipMember } from '../../etl/src/raw/gzip-member';
import type { WorkingDatabase } from '../../etl/src/store/database';
import { openWorkingDatabase } from '../../etl/src/store/database';
import { runReplay } from '../../etl/src/replay/replay';
import { verifyLake } from '../../etl/src/verify/verify';
import type { RunEvent } from '../../etl/src/base/events';
import { configOf, exportOnce, newLake, rowsOf, STARTED_AT } from '../support/lake';
import { AS_VERSION_2 } from '../support/older-state';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const KEY = 'Secret-key/of+ours=12';
const LINK = '<p>Your link: <a href="https://x.example/reset?token=abc&key=d">reset</a></p>';
const WORDS = 'line one ?key=abc\nline two';

const config = (lake: string) => configOf(lake, [scripted().source({ key: KEY })]);
const tickets = (lake: string, more = '') =>
  rowsOf(lake, `SELECT ticket_id, subject FROM tickets WHERE NOT is_deleted ${more} ORDER BY 1`);

/** Texts of a customer that no filter of secrets may touch. */
const TEXTS = [LINK, WORDS, '"quoted" \\ back', `${LINK}\\`, '?token=', 'https', '{"token":"a\\"b"}'];

/** Takes away what later versions of the working database added. */
async function asVersion2(working: WorkingDatabase): Promise<void> {
  for (const statement of AS_VERSION_2) await working.run(statement);
}

/** What `npm test` runs. */
export function quick(): void {
  it("a customer's text comes through as it was written, and every ticket is there", async () => {
    const lake = newLake();
    scripted().serve(
      TEXTS.map((text, at) => ticket({ ticket_id: `${at}`, subject: text, extra: { html: text } })),
      { 0: TEXTS.map((text, at) => comment({ comment_id: `${at}`, body: text })) },
      2,
    );
    for (let runs = 0; runs < 2; runs += 1) {
      const done = await exportOnce(config(lake), { full: true });
      expect(done.exit_code).toBe(0);
      expect((await tickets(lake)).map(({ subject }) => subject)).toEqual(TEXTS);
      expect((await rowsOf(lake, 'SELECT body FROM comments ORDER BY comment_id')).map(({ body }) => body)).toEqual(
        TEXTS,
      );
    }
  });

  it("our key is masked in it, the text around stays; a service's file link loses its secret alone", async () => {
    const lake = newLake();
    const url = 'https://files.example/f?id=1&sig=f00&name=a.txt';
    scripted().serve([ticket({ ticket_id: '1', subject: `"${KEY}" or ${encodeURIComponent(KEY)} ${LINK}`, url })]);
    await exportOnce(config(lake));
    expect(await rowsOf(lake, 'SELECT subject, url FROM tickets')).toEqual([
      { subject: `"***" or *** ${LINK}`, url: 'https://files.example/f?id=1&sig=***&name=a.txt' },
    ]);
  });

  it('a page that holds fewer records than came ends its stream as incomplete, and deletes nothing', async () => {
    const lake = newLake();
    const twenty = Array.from({ length: 20 }, (_, at) => ticket({ ticket_id: `${at}` }));
    scripted().serve(twenty);
    await exportOnce(config(lake));
    // The list itself stands under a name of secrets: it is taken out.
    const source = scripted().source({ key: KEY });
    const streams = source.vendor.streams.map((stream) => ({
      ...stream,
      read: (...[answer, slice, cursor, context]: Parameters<typeof stream.read>) => {
        const list = JSON.stringify(answer.json).includes('"list"') ? answer.json : { records: [] };
        const { records } = stream.read({ ...answer, json: list }, slice, cursor, context);
        return { records, next: null };
      },
    }));
    const vendor = { ...source.vendor, streams, secretMembers: new Set(['list']) };
    scripted().answer = ({ stream }) => (stream === 'tickets' ? { records: [...twenty.slice(1), { list: 1 }] } : {});
    const done = await exportOnce(configOf(lake, [{ ...source, vendor }]), { full: true });
    expect(done.sources[0]?.streams[0]).toMatchObject({ outcome: 'incomplete', rows_deleted: 0 });
    expect(done.sources[0]?.streams[0]?.error).toContain('0 of 20 records');
    expect(await tickets(lake)).toHaveLength(20);
  });
}

/** What takes longer. */
export function slow(): void {
  describe('a lake that an earlier version damaged', () => {
    const FILE = (run: string) => `raw/acme/${run}/tickets.ndjson.gz`;

    /** Exported, then the second of its two pages is no JSON, as that version left it. */
    async function damagedLake(): Promise<{ lake: string; file: string; at: number; size: number }> {
      const lake = newLake();
      const rows = Array.from({ length: 4 }, (_, at) => ticket({ ticket_id: `${at}`, subject: `s${at}` }));
      scripted().serve(rows, { 3: [comment({ comment_id: 'c', body: 'x' })] }, 2);
      const { run_id: run } = await exportOnce(config(lake));
      const file = FILE(run);
      const text = gunzipSync(readFileSync(path.join(lake, file))).toString('utf8');
      const [first = '', second = ''] = text.split('\n');
      const whole = await gzipMember(`${first}\n`);
      const broken = await gzipMember(`${second.replace('"s2"', '"<a href="?token=***>"')}\n`);
      writeFileSync(path.join(lake, file), Buffer.concat([whole, broken]));
      const size = whole.length + broken.length;
      const working = await openWorkingDatabase(lake);
      await working.run('UPDATE spool SET loaded_to = ? WHERE file = ?', [BigInt(size), file.slice('raw/'.length)]);
      await working.close();
      return { lake, file, at: whole.length, size };
    }

    it('verify names the page, file and offset', async () => {
      const { lake, file, at } = await damagedLake();
      const { ok, findings } = await verifyLake(lake);
      expect(ok).toBe(false);
      expect(findings).toEqual([
        expect.objectContaining({ check: 'raw', file, message: expect.stringContaining(`at byte ${at}`) }),
      ]);
    });

    it('verify passes over the end of a file that is being written, and names damage in its midst or of a whole file', async () => {
      const { lake, file, at, size } = await damagedLake();
      const bytes = readFileSync(path.join(lake, file));
      const torn = bytes.subarray(0, size - 3);
      writeFileSync(path.join(lake, file), torn);
      expect((await verifyLake(lake)).findings).toEqual([
        expect.objectContaining({ check: 'raw', file, message: `cannot be read from byte ${at} on` }),
      ]);
      // A run that the lake knows nothing of, as one that goes on.
      const running = path.join(lake, 'raw/acme/20270101T000000000Z-0000');
      mkdirSync(running);
      writeFileSync(path.join(running, 'tickets.ndjson.gz'), torn);
      writeFileSync(path.join(lake, file), bytes.subarray(0, at));
      expect(await verifyLake(lake)).toMatchObject({ ok: true, findings: [] });
      rmSync(running, { recursive: true });
      bytes[30] = (bytes[30] ?? 0) ^ 0xff;
      writeFileSync(path.join(lake, file), bytes);
      expect((await verifyLake(lake)).findings).toEqual([
        expect.objectContaining({ check: 'raw', message: 'cannot be read from byte 0 on' }),
      ]);
    });

    it('verify misses a file that was removed by hand, and no run that raw_retention removed as a whole', async () => {
      const { lake, file } = await damagedLake();
      rmSync(path.join(lake, file));
      expect((await verifyLake(lake)).findings).toEqual([
        expect.objectContaining({ check: 'raw', file, message: 'is not there, though a run wrote it' }),
      ]);
      rmSync(path.join(lake, path.dirname(file)), { recursive: true });
      expect(await verifyLake(lake)).toMatchObject({ ok: true, findings: [] });
    });

    it('replay skips the page in words, and keeps what it told', async () => {
      const { lake, file, at } = await damagedLake();
      const before = await tickets(lake);
      const events: RunEvent[] = [];
      const { signal } = new AbortController();
      const result = await runReplay(config(lake), { signal, listener: (event) => events.push(event) });
      const row = result.sources[0]?.streams.find(({ stream }) => stream === 'tickets');
      expect(row?.outcome).toBe('incomplete');
      expect(row?.error).toContain(`${file} at byte ${at}`);
      expect(row?.error).toContain('skipped');
      expect(await tickets(lake)).toEqual(before);
    });

    it('the first run after the upgrade reads everything, comments too, and goes on with no scan that had begun', async () => {
      const { lake } = await damagedLake();
      const working = await openWorkingDatabase(lake);
      // As the damage left it: a ticket lost its subject, a living one was taken for deleted, a comment never came.
      const at = `TIMESTAMPTZ '${new Date(STARTED_AT).toISOString()}'`;
      await working.run(`UPDATE w_tickets SET gone_at = ${at} WHERE ticket_id = '3'`);
      await working.run('DELETE FROM w_comments');
      await asVersion2(working);
      await working.run(`INSERT INTO scans VALUES ('acme', 'tickets', 'old', 'full', ${at}, '{"complete":true}')`);
      await working.close();
      const asked = scripted().asked.length;
      const done = await exportOnce(config(lake));
      expect(done.sources[0]?.streams.map(({ mode }) => mode)).toEqual(['full', 'full']);
      expect(
        scripted()
          .asked.slice(asked)
          .filter(({ stream }) => stream === 'comments'),
      ).toHaveLength(4);
      expect(await tickets(lake)).toHaveLength(4);
      expect(await rowsOf(lake, 'SELECT comment_id FROM comments')).toEqual([{ comment_id: 'c' }]);
      // Once is enough.
      const next = await exportOnce(config(lake));
      expect(next.sources[0]?.streams[0]?.mode).toBe('incremental');
    });
  });
}
