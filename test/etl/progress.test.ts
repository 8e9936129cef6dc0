/** What a person and a log see of a run. */
import { PassThrough, Writable } from 'node:stream';
import { barLine, doneLine } from '../../etl/src/progress/bar-line';
import type { BarState } from '../../etl/src/progress/bar-line';
import { createProgress } from '../../etl/src/progress/progress';
import type { ProgressOptions } from '../../etl/src/progress/progress';
import { span } from '../../etl/src/progress/format';
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
  { type: 'stream_started', source: 'acme', stream: 'tickets', mode: 'full', total: 2000, unit: 'ticket' },
  {
    type: 'progress',
    source: 'acme',
    stream: 'tickets',
    rows: 500,
    pages: 5,
    requests: 6,
    total: 2000,
    unit: 'ticket',
  },
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
    format: 'text',
    isTerminal: false,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    hasSummary: false,
    quiet: false,
    verbose: false,
    redact: redactor([CANARY]),
    timezone: 'Europe/Paris',
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

test('a log for machines has a JSON line for each event, with its facts', () => {
  const lines = jsonLines(printed({ format: 'json' }));
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
    msg: 'acme: tickets: 1,990 new, 1 rejected; 12 requests, 1:05 min',
  });
  expect(lines[6]).toMatchObject({ msg: 'published 2 tables, 1 of them rewritten, in 1.2 s' });
});

test('a log for machines tells the progress of a stream every ten seconds, with --verbose every time', () => {
  let now = START;
  const step = (): RunEvent => ({
    type: 'progress',
    source: 'a',
    stream: 's',
    rows: 1,
    pages: 1,
    requests: 1,
    total: null,
    unit: 'ticket',
  });
  const stream = new PassThrough();
  const options = {
    stream,
    format: 'json' as const,
    isTerminal: false,
    hasSummary: false,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    quiet: false,
    redact: (text: string) => text,
    timezone: 'UTC',
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
  expect(jsonLines(printed({ quiet: true, format: 'json' })).map(({ event }) => event)).toEqual(['note']);
  for (const isTerminal of [true, false])
    expect(printed({ quiet: true, isTerminal })).toBe('! acme: tickets: odd: ?key=*** ***\n');
});

const LINES = [
  '· run r1 started: acme',
  expect.stringMatching(
    /^· acme waits until 10:\d\d:\d\d \(Europe\/Paris\): the budget of 90 requests in 60 s is used up$/,
  ),
  '! acme: tickets: odd: ?key=*** ***',
  '✓ acme: tickets: 1,990 new, 1 rejected; 12 requests, 1:05 min',
  '✓ published 2 tables, 1 of them rewritten, in 1.2 s',
  '✓ run r1 complete after 1:05 min',
];

test('people get the same lines on a terminal without bars, in a mail, in a pipe and in a log', () => {
  expect(printed({ isTerminal: true, hasBars: false, columns: () => 120 }).split('\n')).toEqual([...LINES, '', '']);
  expect(printed({}).split('\n')).toEqual([...LINES, '']);
  expect(printed({ hasColor: true })).toBe(printed({}));
  expect(printed({ isTerminal: true, hasBars: false, hasColor: true })).toContain(
    '\u001b[32m✓\u001b[39m acme: tickets',
  );
});

test('where the command itself says how the run ended, no line does', () => {
  expect(printed({ hasSummary: true }).split('\n')).toEqual([...LINES.slice(0, -1), '']);
});

test('lines on a terminal end between words', () => {
  const lines = printed({ isTerminal: true, hasBars: false, columns: () => 40 })
    .trimEnd()
    .split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines).toContain('✓ acme: tickets: 1,990 new, 1 rejected;');
  expect(lines).toContain('  12 requests, 1:05 min');
});

describe('a text log', () => {
  const OPTIONS: Omit<ProgressOptions, 'stream' | 'now'> = {
    format: 'text',
    isTerminal: false,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    hasSummary: true,
    quiet: false,
    verbose: false,
    redact: (text) => text,
    timezone: 'UTC',
  };
  const at = (events: ReadonlyArray<[number, RunEvent]>, changed: Partial<ProgressOptions> = {}): string[] => {
    const stream = new PassThrough();
    let now = START;
    const progress = createProgress({
      ...OPTIONS,
      stream,
      now: () => now,
      ...changed,
    });
    for (const [seconds, event] of events) {
      now = START + seconds * 1000;
      progress.listener(event);
    }
    progress.stop();
    const text = String(stream.read() ?? '');
    return text === '' ? [] : text.trimEnd().split('\n');
  };
  const reading = (stream: string, rows: number, unit: 'ticket' | 'record', total: number | null = null): RunEvent => ({
    type: 'progress',
    source: 'acme',
    stream,
    rows,
    pages: 1,
    requests: 1,
    total,
    unit,
  });
  const waiting = (reason: 'quota' | 'retry'): RunEvent => ({
    type: 'waiting',
    source: 'acme',
    until: START,
    reason,
    message: reason,
  });

  test('tells all that is read in one line every 30 seconds, in tickets where tickets are counted', () => {
    const events = Array.from({ length: 100 }, (_, at): Array<[number, RunEvent]> => [
      [at, reading('comments', at, 'ticket', 2000)],
      [at, reading('people', at, 'record')],
    ]).flat();
    expect(at(events)).toEqual([
      '· acme: comments: 30 of 2,000 tickets; acme: people: 29 records',
      '· acme: comments: 60 of 2,000 tickets; acme: people: 59 records',
      '· acme: comments: 90 of 2,000 tickets; acme: people: 89 records',
    ]);
    expect(at(events, { quiet: true })).toEqual([]);
  });

  test('says nothing of streams that had nothing new, unless it is asked to', () => {
    const row = { ...ROW, rows_new: 0, rows_rejected: 0 };
    const events: Array<[number, RunEvent]> = ['a', 'b'].map((stream) => [
      1,
      { type: 'stream_finished', row: { ...row, stream } },
    ]);
    expect(at(events)).toEqual([]);
    expect(at(events, { verbose: true })).toHaveLength(2);
  });

  test('tells each try, and a wait for the quota every 30 seconds', () => {
    expect(at([1, 2, 3].map((second) => [second, waiting('retry')]))).toHaveLength(3);
    expect(at([1, 2, 3, 40].map((second) => [second, waiting('quota')]))).toHaveLength(2);
  });

  const failed: RunRow = { ...ROW, outcome: 'failed', rows_new: 0, retries: 4, error: 'nothing answers' };
  const published: RunEvent = {
    type: 'published',
    run_id: 'r1',
    tables: [{ table: 'runs', rows: 1, rewritten: true }],
    ms: 1,
  };
  const end = (outcome: string): RunEvent => ({ type: 'run_finished', run_id: 'r1', outcome, exit_code: 1, ms: 1 });
  const said: RunEvent = { type: 'note', source: 'acme', stream: null, level: 'error', message: 'nothing answers' };

  test('of a run that failed has one ✗, one reason, and no publication', () => {
    const once = ['✗ acme: tickets: failed, 4 retries: nothing answers'];
    expect(
      at([
        [1, { type: 'stream_finished', row: failed }],
        [2, published],
        [3, end('failed')],
      ]),
    ).toEqual(once);
    const both: Array<[number, RunEvent]> = [
      [0, said],
      [1, { type: 'stream_finished', row: failed }],
      [2, published],
      [3, end('failed')],
    ];
    expect(at(both)).toEqual(['✗ acme: nothing answers']);
    expect(at(both, { quiet: true })).toEqual(['✗ acme: nothing answers']);
  });

  test('keeps a publication of a run that did not fail, and each further reason', () => {
    const other = { ...failed, stream: 'comments', error: 'nothing answers | the key is refused' };
    expect(
      at([
        [0, said],
        [1, { type: 'stream_finished', row: other }],
        [2, published],
        [3, end('incomplete')],
      ]),
    ).toEqual([
      '✗ acme: nothing answers',
      '✗ acme: comments: failed, 4 retries: nothing answers | the key is refused',
      '✓ published 1 table in 0.0 s',
    ]);
  });

  test('says the same reason again in the next run', () => {
    const begun: RunEvent = { type: 'run_started', run_id: 'r2', sources: ['acme'] };
    const lines = at(
      [
        [0, begun],
        [1, said],
        [2, end('failed')],
        [3, begun],
        [4, { type: 'stream_finished', row: failed }],
        [5, end('failed')],
      ],
      { hasSummary: false },
    );
    expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(2);
  });

  test('leaves to the command what the command says', () => {
    const stream = new PassThrough();
    const progress = createProgress({
      ...OPTIONS,
      stream,
      now: () => START,
    });
    progress.listener({ type: 'stream_finished', row: failed });
    progress.stop(new Error('nothing answers'));
    expect(stream.read()).toBeNull();
  });
});

test('nothing that is shown holds a key', () => {
  for (const changed of [
    {},
    { isTerminal: true },
    { isTerminal: true, hasBars: false },
    { verbose: true },
    { quiet: true },
    { format: 'json' as const },
  ]) {
    expect(printed(changed)).not.toContain(CANARY);
  }
});

/** A terminal of so many columns: what is on its screen in the end. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly rows: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(readonly columns: number) {
    super();
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    for (const [sign] of piece.toString().matchAll(/\u001b\[[?\d;]*[A-Za-z]|[^]/g)) this.take(sign);
    done();
  }

  private take(sign: string): void {
    const count = Number(/\d+/.exec(sign)?.[0] ?? 1);
    const line = this.rows[this.row] ?? '';
    if (sign === '\n') {
      this.row += 1;
      this.column = 0;
      this.rows[this.row] ??= '';
    } else if (sign === '\r' || /^\u001b\[\d*G$/.test(sign)) this.column = sign === '\r' ? 0 : count - 1;
    else if (/^\u001b\[\d*A$/.test(sign)) this.row = Math.max(0, this.row - count);
    else if (/^\u001b\[0?K$/.test(sign)) this.rows[this.row] = line.slice(0, this.column);
    else if (sign === '\u001b[2K') this.rows[this.row] = '';
    else if (/^\u001b\[0?J$/.test(sign)) {
      this.rows.length = this.row + 1;
      this.rows[this.row] = line.slice(0, this.column);
    } else if (!sign.startsWith('\u001b')) {
      this.rows[this.row] = line.padEnd(this.column).slice(0, this.column) + sign + line.slice(this.column + 1);
      // Lines do not wrap while bars are drawn: the cursor stays on the last column.
      this.column = Math.min(this.column + 1, this.columns - 1);
    }
  }
}

describe('on a terminal', () => {
  const OPTIONS: Omit<ProgressOptions, 'stream'> = {
    format: 'text',
    isTerminal: true,
    hasColor: false,
    columns: () => 80,
    hasBars: true,
    hasSummary: true,
    quiet: false,
    verbose: false,
    redact: redactor([CANARY]),
    timezone: 'UTC',
    now: () => START,
  };
  const started = (stream: string): RunEvent => ({
    type: 'stream_started',
    source: 'acme',
    stream,
    mode: 'full',
    total: null,
    unit: 'record',
  });
  const begun: RunEvent = { type: 'run_started', run_id: 'r1', sources: ['acme'] };
  const finished = (stream: string, changed: Partial<RunRow> = {}): RunEvent => ({
    type: 'stream_finished',
    row: { ...ROW, rows_rejected: 0, stream, ...changed },
  });
  const published: RunEvent = {
    type: 'published',
    run_id: 'r1',
    tables: [{ table: 'tickets', rows: 1, rewritten: true }],
    ms: 1,
  };
  const screen = (events: readonly RunEvent[], changed: Partial<ProgressOptions> = {}): string[] => {
    const stream = new Screen(80);
    const progress = createProgress({ ...OPTIONS, ...changed, stream });
    for (const event of events) progress.listener(event);
    progress.stop();
    return stream.rows.map((row) => row.trimEnd());
  };
  const first = ['queues', 'people', 'tickets'].flatMap((stream) => [started(stream), finished(stream)]);

  test('a run that goes well leaves one line and a blank one, however many streams it read', () => {
    expect(screen([begun, ...first, published])).toEqual(['· run r1 started: acme', '', '']);
  });

  test('a source between two streams says what became of its rows, as the summary does', () => {
    const row = { ...ROW, vendor: 'synqly' };
    const rows = (['queues', 'tickets', 'people', 'comments', 'notes'] as const).map((stream) => ({ ...row, stream }));
    const line = 'acme      tickets: 1,990 new; comments: 3,980 new; other records: 3,980 new';
    expect(doneLine('acme', rows, 8, 90)).toBe(line);
    expect(doneLine('acme', rows, 8, 20)).toBe(`${line.slice(0, 18)}…`);
    expect(doneLine('acme', [{ ...row, rows_new: 0 }], 8, 80)).toBe('acme      nothing new');
  });

  test('of a source that failed it says so with the reason: nobody knows whether something is new', () => {
    const failed = { ...ROW, rows_new: 0, outcome: 'failed', error: 'the key is refused' } as const;
    const incomplete = { ...ROW, stream: 'people', outcome: 'incomplete', error: null } as const;
    expect(doneLine('acme', [failed], 8, 80)).toBe('acme      failed: the key is refused');
    expect(doneLine('acme', [{ ...incomplete, rows_new: 0 }], 8, 80)).toBe('acme      incomplete');
    const both = 'acme      failed: the key is refused; other records: 1,990 new';
    expect(doneLine('acme', [incomplete, failed], 8, 80)).toBe(both);
  });

  test('lists that are read together have one line, that of the list which is read', async () => {
    const stream = new Screen(80);
    const progress = createProgress({ ...OPTIONS, stream });
    for (const event of [begun, ...['queues', 'people', 'brands'].map(started)]) progress.listener(event);
    // It is drawn some ten times a second.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const rows = stream.rows.filter((row) => row.startsWith('acme'));
    progress.stop();
    expect(rows.map((row) => row.slice(0, 11))).toEqual(['acme brands']);
  });

  test('what is wrong stays above the block, each line whole', () => {
    const wrong = [
      finished('tags', { outcome: 'incomplete', error: 'a long reason, '.repeat(8) }),
      finished('teams', { outcome: 'failed', error: 'another' }),
      finished('people', { rows_rejected: 3 }),
    ];
    const rows = screen([begun, started('tags'), started('teams'), ...wrong, ...first]);

    expect(rows.slice(0, -2).join('\n')).toBe(
      [
        '· run r1 started: acme',
        '! acme: tags: incomplete: a long reason, a long reason, a long reason, a long',
        '  reason, a long reason, a long reason, a long reason, a long reason,',
        '✗ acme: teams: failed: another',
        '✓ acme: people: 1,990 new, 3 rejected; 12 requests, 1:05 min',
      ].join('\n'),
    );
  });

  test('--verbose says what went well, too', () => {
    expect(screen([begun, ...first, published], { verbose: true }).join('\n')).toMatch(
      /✓ acme: queues: [^]*✓ published/,
    );
  });
});

describe('a bar', () => {
  const state: BarState = {
    source: 'acme',
    stream: 'tickets',
    rows: 500,
    total: 2000,
    unit: 'ticket',
    startedAt: START,
    wait: null,
    timezone: 'Asia/Kolkata',
  };

  test('shows rows, total, rate and time left', () => {
    expect(barLine(state, START + 10_000, 16, 80)).toBe(
      'acme tickets      █████░░░░░░░░░░░░░░░  500 / 2,000 tickets  50/s  30 s left',
    );
  });

  test('shows rows alone where the total is not known', () => {
    expect(barLine({ ...state, total: null }, START + 100, 16, 80)).toBe(
      'acme tickets      ░███░░░░░░░░░░░░░░░░  500 tickets  5,000/s',
    );
  });

  test('shows until when and why it waits', () => {
    const wait = { until: START + 42_000, reason: 'rate_limited' as const, message: '' };
    expect(barLine({ ...state, wait }, START, 16, 120)).toBe(
      'acme tickets      500 / 2,000  service asks for a pause, 42 s, until 14:30:42 (Asia/Kolkata)',
    );
    expect(barLine({ ...state, wait }, START + 43_000, 16, 80)).toContain('left');
  });

  test('gives up the unit before the time that is left', () => {
    const narrow = barLine({ ...state, rows: 1234, total: 50_000 }, START + 10_000, 24, 85);
    expect(narrow).toMatch(/^acme tickets {14}░{10} {2}1,234 \/ 50,000 tickets {2}123\/s {2}6:35 min left$/);
    expect(barLine({ ...state, rows: 1234, total: 50_000 }, START + 10_000, 24, 80)).toMatch(
      /50,000 {2}123\/s {2}6:35 min left$/,
    );
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
