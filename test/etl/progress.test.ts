/** What a person and a log see of a run. */
import { PassThrough } from 'node:stream';
import { barLine } from '../../etl/src/progress/bar-line';
import type { BarState } from '../../etl/src/progress/bar-line';
import { createProgress } from '../../etl/src/progress/progress';
import type { ProgressOptions } from '../../etl/src/progress/progress';
import { span } from '../../etl/src/progress/words';
import type { RunEvent } from '../../etl/src/base/events';
import type { RunRow } from '../../etl/src/base/run-row';
import { redactor } from '../../vendors/redact';

const CANARY = 'canary-9Ld3';
const START = Date.UTC(2026, 10, 2, 9);

const ROW: RunRow = {
  run_id: 'r1',
  source: 'acme',
  vendor: 'deskpro',
  stream: 'tickets',
  started_at: '2026-11-02T09:00:00.000000Z',
  finished_at: '2026-11-02T09:01:05.000000Z',
  mode: 'full',
  outcome: 'complete',
  requests: 12,
  retries: 0,
  rate_limited: 0,
  seconds_waited: 0,
  pages: 10,
  rows_read: 2000,
  rows_new: 1990,
  rows_changed: 0,
  rows_unchanged: 10,
  rows_deleted: 0,
  rows_rejected: 1,
  vendor_total: 2000,
  stored_total: 2000,
  cursor_from: null,
  cursor_to: null,
  error: null,
};

const EVENTS: RunEvent[] = [
  { type: 'run_started', run_id: 'r1', sources: ['acme'] },
  { type: 'stream_started', source: 'acme', stream: 'tickets', mode: 'full', total: 2000 },
  { type: 'progress', source: 'acme', stream: 'tickets', rows: 500, pages: 5, requests: 6, total: 2000 },
  {
    type: 'waiting',
    source: 'acme',
    until: START + 60_000,
    reason: 'quota',
    message: 'the budget of 90 requests in 60 s is used up',
  },
  { type: 'note', source: 'acme', stream: 'tickets', level: 'warning', message: `odd: ?key=${CANARY} ${CANARY}` },
  { type: 'stream_finished', row: ROW },
  {
    type: 'published',
    run_id: 'r1',
    tables: [
      { table: 'tickets', rows: 2000, rewritten: true },
      { table: 'runs', rows: 1, rewritten: false },
    ],
    ms: 1200,
  },
  { type: 'run_finished', run_id: 'r1', outcome: 'complete', exit_code: 0, ms: 65_000 },
];

function printed(changed: Partial<ProgressOptions>, events: readonly RunEvent[] = EVENTS): string {
  const stream = new PassThrough();
  const progress = createProgress({
    stream,
    isTerminal: false,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    quiet: false,
    verbose: false,
    redact: redactor([CANARY]),
    now: () => START,
    ...changed,
  });
  for (const event of events) progress.listener(event);
  progress.stop();
  return String(stream.read() ?? '');
}

function jsonLines(text: string): Array<Record<string, unknown>> {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a log has a JSON line an event, with its facts', () => {
  const lines = jsonLines(printed({}));
  expect(lines.map(({ level, event }) => [level, event])).toEqual([
    ['info', 'run_started'],
    ['info', 'stream_started'],
    ['info', 'progress'],
    ['info', 'waiting'],
    ['warn', 'note'],
    ['info', 'stream_finished'],
    ['info', 'published'],
    ['info', 'run_finished'],
  ]);
  expect(lines[3]).toMatchObject({ source: 'acme', until: '2026-11-02T09:01:00.000Z', reason: 'quota' });
  expect(lines[5]).toMatchObject({
    stream: 'tickets',
    rows_new: 1990,
    msg: 'acme: tickets: 2,000 records read, 1,990 new, 1 rejected; 12 requests, 1:05 min',
  });
  expect(lines[6]).toMatchObject({ msg: 'published 2 tables, 1 of them rewritten, in 1.2 s' });
});

test('a log tells the progress of a stream every ten seconds, with --verbose every time', () => {
  let now = START;
  const step = (): RunEvent => ({
    type: 'progress',
    source: 'a',
    stream: 's',
    rows: 1,
    pages: 1,
    requests: 1,
    total: null,
  });
  const stream = new PassThrough();
  const options = {
    stream,
    isTerminal: false,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    quiet: false,
    redact: (text: string) => text,
    now: () => now,
  };
  const progress = createProgress({ ...options, verbose: false });
  for (let at = 0; at < 25; at += 1) {
    progress.listener(step());
    now += 1000;
  }
  expect(jsonLines(String(stream.read()))).toHaveLength(3);
  const verbose = createProgress({ ...options, verbose: true });
  for (let at = 0; at < 5; at += 1) verbose.listener(step());
  expect(jsonLines(String(stream.read()))).toHaveLength(5);
});

test('--quiet leaves warnings and errors', () => {
  expect(jsonLines(printed({ quiet: true })).map(({ event }) => event)).toEqual(['note']);
  expect(printed({ quiet: true, isTerminal: true })).toBe('! acme: tickets: odd: ?key=*** ***\n');
});

test('a terminal without bars gets a line a matter', () => {
  expect(printed({ isTerminal: true, hasBars: false }).split('\n')).toEqual([
    '✓ run r1 started: acme',
    expect.stringMatching(/^✓ acme waits until \d\d:\d\d:\d\d: the budget of 90 requests in 60 s is used up$/),
    '! acme: tickets: odd: ?key=*** ***',
    '✓ acme: tickets: 2,000 records read, 1,990 new, 1 rejected; 12 requests, 1:05 min',
    '✓ published 2 tables, 1 of them rewritten, in 1.2 s',
    '✓ run r1 complete after 1:05 min',
    '',
    '',
  ]);
});

test('nothing that is shown holds a key', () => {
  for (const changed of [
    {},
    { isTerminal: true },
    { isTerminal: true, hasBars: false },
    { verbose: true },
    { quiet: true },
  ]) {
    expect(printed(changed)).not.toContain(CANARY);
  }
});

test('bars leave the finished lines behind', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
    clearScreenDown: () => true,
  });
  const text = printed({ isTerminal: true, stream });
  void text;
  expect(String(stream.read())).toContain('✓ acme: tickets: 2,000 records read');
});

describe('a bar', () => {
  const state: BarState = { source: 'acme', stream: 'tickets', rows: 500, total: 2000, startedAt: START, wait: null };

  test('shows rows, total, rate and time left', () => {
    expect(barLine(state, START + 10_000, 16, 80)).toBe(
      'acme tickets      █████░░░░░░░░░░░░░░░  500 / 2,000  50/s  30 s left',
    );
  });

  test('shows rows alone where the total is not known', () => {
    expect(barLine({ ...state, total: null }, START + 100, 16, 80)).toBe(
      'acme tickets      ░███░░░░░░░░░░░░░░░░  500 rows  5,000/s',
    );
  });

  test('shows until when and why it waits', () => {
    const wait = { until: START + 42_000, reason: 'rate_limited' as const, message: '' };
    expect(barLine({ ...state, wait }, START, 16, 80)).toMatch(
      /^acme tickets      500 \/ 2,000  service asks for a pause, until \d\d:\d\d:42 \(42 s\)$/,
    );
    expect(barLine({ ...state, wait }, START + 43_000, 16, 80)).toContain('left');
  });

  test('never is wider than the terminal', () => {
    expect(barLine({ ...state, source: 'a'.repeat(90) }, START + 1000, 16, 80)).toHaveLength(79);
  });
});

test('spans are written as people say them', () => {
  expect([450, 9_990, 12_400, 65_000, 7_503_000].map(span)).toEqual([
    '0.4 s',
    '9.9 s',
    '12 s',
    '1:05 min',
    '2:05:03 h',
  ]);
});
