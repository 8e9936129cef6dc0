import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BrokenPage, ParsedPage, SpooledPage } from '../../etl/src/raw/spool';
import { pruneRaw } from '../../etl/src/raw/retention';
import { SpoolWriter, cutTornEnd, pagesIn, spoolFiles } from '../../etl/src/raw/spool';

let raw: string;
beforeEach(async () => {
  raw = await mkdtemp(path.join(tmpdir(), 'spool-'));
});
afterEach(() => rm(raw, { recursive: true, force: true }));

const FILE = 'acme/run1/tickets.ndjson.gz';

function page(cursor: string, body: unknown): SpooledPage {
  return {
    source: 'acme',
    stream: 'tickets',
    slice: { key: 'all', params: { from: 1 } },
    cursor,
    next: `${cursor}+`,
    replacedBy: null,
    unproven: null,
    total: 7,
    receivedAt: '2026-01-01T00:00:00.000000Z',
    status: 200,
    endpoint: 'list',
    body: JSON.stringify(body, null, 2),
  };
}

let brokenPages: string[] = [];
beforeEach(() => {
  brokenPages = [];
});

async function read(from = 0): Promise<ParsedPage[]> {
  const pages: ParsedPage[] = [];
  const torn = (at: number): Promise<void> => cutTornEnd(raw, FILE, at);
  const broken = ({ file, at }: BrokenPage): void => {
    brokenPages.push(`${file} ${at}`);
  };
  for await (const some of pagesIn(raw, FILE, from, { torn, broken })) pages.push(...some);
  return pages;
}

it('gives back what was appended, in order, as one file that any gzip reader opens', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  await writer.append(page('a', [{ text: 'line\nbreak 😀' }]));
  const place = await writer.append(page('b', []));
  await writer.close();
  const pages = await read();
  expect(pages.map(({ cursor, next, total, json }) => ({ cursor, next, total, json }))).toEqual([
    { cursor: 'a', next: 'a+', total: 7, json: [{ text: 'line\nbreak 😀' }] },
    { cursor: 'b', next: 'b+', total: 7, json: [] },
  ]);
  expect(pages[1]?.place).toEqual(place);
  expect(
    gunzipSync(await readFile(path.join(raw, FILE)))
      .toString()
      .split('\n'),
  ).toHaveLength(3);
  expect(await spoolFiles(raw, 'acme')).toEqual([FILE]);
});

it('keeps the order of pages that are appended side by side', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  const cursors = Array.from({ length: 200 }, (_, index) => `c${index}`);
  await Promise.all(cursors.map((cursor) => writer.append(page(cursor, { cursor }))));
  await writer.close();
  expect((await read()).map(({ cursor }) => cursor)).toEqual(cursors);
});

describe('small pages, which may wait for each other', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance', 'Date'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are packed together after a moment, or as soon as they are many', async () => {
    const writer = new SpoolWriter(raw, 'acme', 'run1');
    const put = (cursors: readonly string[]) => cursors.map((cursor) => writer.append(page(cursor, { cursor }), true));
    const few = Promise.all(put(['a', 'b', 'c']));
    await jest.advanceTimersByTimeAsync(19);
    const isWritten = () => Promise.race([few.then(() => true), Promise.resolve(false)]);
    expect(await isWritten()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    const [first, ...rest] = await few;
    expect(rest).toEqual([first, first]);
    // No time passes.
    const cursors = Array.from({ length: 64 }, (_, index) => `e${index}`);
    const many = await Promise.all(put(cursors));
    expect(new Set(many.map(({ start }) => start))).toEqual(new Set([first?.end]));
    await writer.close();
    expect((await read()).map(({ cursor }) => cursor)).toEqual(['a', 'b', 'c', ...cursors]);
  });

  it('are written when that is asked for, with a page that cannot wait, and at the end', async () => {
    const writer = new SpoolWriter(raw, 'acme', 'run1');
    const waits = writer.append(page('a', 1), true);
    const cannot = writer.append(page('b', 2));
    expect(await waits).toEqual(await cannot);
    const asked = writer.append(page('c', 3), true);
    writer.hurry();
    expect((await asked).start).toBe((await cannot).end);
    const atTheEnd = writer.append(page('d', 4), true);
    await writer.close();
    expect((await atTheEnd).start).toBe((await asked).end);
    expect((await read()).map(({ cursor }) => cursor)).toEqual(['a', 'b', 'c', 'd']);
  });
});

it('goes on after a place, and after a restart in the same file', async () => {
  const first = new SpoolWriter(raw, 'acme', 'run1');
  const place = await first.append(page('a', 1));
  await first.close();
  const second = new SpoolWriter(raw, 'acme', 'run1');
  await second.append(page('b', 2));
  await second.close();
  expect((await read(place.end)).map(({ cursor }) => cursor)).toEqual(['b']);
});

it('cuts off a torn end at any byte and keeps every whole page before it', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  const kept = await writer.append(page('a', { text: 'x'.repeat(500) }));
  const whole = await writer.append(page('b', { text: 'y'.repeat(500) }));
  await writer.close();
  const bytes = await readFile(path.join(raw, FILE));
  for (let at = kept.end; at < whole.end; at += 13) {
    await writeFile(path.join(raw, FILE), bytes);
    await truncate(path.join(raw, FILE), at);
    expect((await read()).map(({ cursor }) => cursor)).toEqual(['a']);
    expect((await readFile(path.join(raw, FILE))).length).toBe(kept.end);
  }
});

it('names a page that is no JSON, with its place, and reads on behind it', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  const first = await writer.append(page('a', [1]));
  await writer.append({ ...page('b', null), body: '{"text":"<a href="x">"}' });
  await writer.append(page('c', [2]));
  await writer.close();
  expect((await read()).map(({ cursor }) => cursor)).toEqual(['a', 'c']);
  expect(brokenPages).toEqual([`${FILE} ${first.end}`]);
});

it('does not take a flipped byte for a page', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  const { end } = await writer.append(page('a', { text: 'z'.repeat(2000) }));
  await writer.close();
  const bytes = await readFile(path.join(raw, FILE));
  bytes[end - 20] = (bytes[end - 20] ?? 0) ^ 0xff;
  await writeFile(path.join(raw, FILE), bytes);
  expect(await read()).toEqual([]);
});

it('is kept as long as it was asked to, and as long as a page in it is not loaded', async () => {
  const writer = new SpoolWriter(raw, 'acme', 'run1');
  const first = await writer.append(page('a', [1]));
  const second = await writer.append(page('b', [2]));
  await writer.close();
  const later = Date.now() + 100_000;
  expect(await pruneRaw(raw, 'acme', 200_000, later, new Map([[FILE, second.end]]))).toBe(0);
  expect(await pruneRaw(raw, 'acme', 50_000, later, new Map())).toBe(0);
  expect(await pruneRaw(raw, 'acme', 50_000, later, new Map([[FILE, first.end]]))).toBe(0);
  expect(await spoolFiles(raw, 'acme')).toEqual([FILE]);
  expect(await pruneRaw(raw, 'acme', 50_000, later, new Map([[FILE, second.end]]))).toBe(1);
  expect(await spoolFiles(raw, 'acme')).toEqual([]);
  expect(await pruneRaw(raw, 'nobody', 0, later, new Map())).toBe(0);
});
