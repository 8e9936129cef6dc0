/** What commands look like: lines that end between words, colours where there are some, JSON as it is. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { paintFor } from '../../etl/src/cli/paint';
import { reasonLines } from '../../etl/src/cli/status';
import { plainTable } from '../../etl/src/cli/table';
import { Output } from '../../etl/src/cli/terminal';
import { displayWidth } from '../../etl/src/progress/width';
import { filled, wrapped } from '../../etl/src/progress/wrap';

const text = fc.array(
  fc.array(fc.stringMatching(/^[a-z,.:()日本\u001b]{0,12}$/), { maxLength: 12 }).map((words) => words.join(' ')),
  { minLength: 1, maxLength: 4 },
);

test('wrapping loses no word and no order, and only a single word is wider than the terminal', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 60 }), fc.integer({ min: 0, max: 4 }), (lines, width, hanging) => {
      const whole = lines.join('\n');
      const shown = wrapped(whole, width, hanging);
      expect(shown.split(/\s+/).join(' ').trim()).toBe(whole.split(/\s+/).join(' ').trim());
      for (const line of shown.split('\n')) if (displayWidth(line) > width) expect(line.trim()).not.toContain(' ');
    }),
  );
});

test('items are never broken, none is lost, and only one alone is wider than the terminal', () => {
  const items = fc.array(fc.stringMatching(/^[a-z_]{1,14} [0-9]{1,4}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(items, fc.integer({ min: 24, max: 90 }), (names, width) => {
      const lines = filled('  Rows:', names, width).split('\n');
      expect(
        lines.flatMap((line) =>
          line
            .replace('  Rows:', '')
            .split(',')
            .map((item) => item.trim())
            .filter(Boolean),
        ),
      ).toEqual(names);
      for (const line of lines.filter((each) => displayWidth(each) > width))
        expect(line.trim()).toMatch(/^(?:Rows: )?\S+ \d+,?$/);
    }),
  );
});

test('status names each reason once, with its newest run', () => {
  const run = (hour: number, error: string | null) => ({ started_at: `2026-03-01T0${hour}:00:00.000000Z`, error });
  const runs = [run(5, null), run(4, 'the key'), run(3, 'the disk'), run(2, 'the key'), run(1, 'the key')];
  expect(reasonLines(runs, 'Asia/Tokyo')).toEqual([
    '2026-03-01 13:00  in 3 runs: the key',
    '2026-03-01 12:00  the disk',
  ]);
});

test('lines that fit stay as they are, and later lines are indented more', () => {
  expect(wrapped('  a  b   c', 10)).toBe('  a  b   c');
  expect(wrapped('  one two three', 9, 2)).toBe('  one two\n    three');
  expect(wrapped('acme  other records: 16 new (893 requests)', 36)).toBe(
    'acme  other records: 16 new\n    (893 requests)',
  );
  expect(wrapped('delta: 55 objects, 624,836 bytes', 28, 2)).toBe('delta: 55 objects,\n  624,836 bytes');
  expect(wrapped('a text (that is longer than half a line) ends', 24, 0)).toBe(
    'a text (that is longer\nthan half a line) ends',
  );
  expect(wrapped(`\u001b[32m✓\u001b[39m ${'x'.repeat(8)}`, 10)).not.toContain('\n');
});

function outputOf(changed: object): { output: Output; stdout(): string; stderr(): string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = new Output({
    stdout,
    stderr,
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    hasColor: false,
    columns: () => 20,
    dialogue: null,
    stdin: null,
    env: {},
    startedAs: 'ticketlake',
    cwd: '/',
    now: Date.now,
    onInterrupt: () => () => undefined,
    exitAtOnce: () => undefined,
    ...changed,
  });
  return { output, stdout: () => String(stdout.read() ?? ''), stderr: () => String(stderr.read() ?? '') };
}

test('results and problems wrap on a terminal, and stay one line elsewhere', () => {
  const long = 'this is longer than twenty columns';
  const terminal = outputOf({});
  terminal.output.out(long);
  terminal.output.err(long);
  expect(terminal.stdout()).toBe('this is longer than\n    twenty columns\n');
  expect(terminal.stderr()).toBe('this is longer than\n  twenty columns\n');
  const pipe = outputOf({ stdoutIsTerminal: false, stderrIsTerminal: false });
  pipe.output.out(long);
  pipe.output.err(long);
  expect([pipe.stdout(), pipe.stderr()]).toEqual([`${long}\n`, `${long}\n`]);
});

test('JSON and lines that are to be copied are never broken', () => {
  const { output, stdout } = outputOf({});
  output.json({ text: 'this is longer than twenty columns' });
  output.verbatim('ticketlake query --config a.yaml "SELECT 1"');
  expect(stdout()).toBe('{"text":"this is longer than twenty columns"}\nticketlake query --config a.yaml "SELECT 1"\n');
});

test('colours change neither what a table says nor how wide it is', () => {
  const rows = [
    ['acme', 'complete'],
    ['a source with a long name', 'failed'],
  ];
  const table = (hasColor: boolean): string => {
    const paint = paintFor(hasColor);
    return plainTable([{ title: 'Source' }, { title: 'Last run', paint: paint.outcome }], rows, 24, paint.bold);
  };
  const [plain, coloured] = [table(false), table(true)];
  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[32mcomplete\u001b[39m');
  expect(coloured).toContain('\u001b[31mfailed\u001b[39m');
  expect(coloured.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(plain);
  expect(Math.max(...plain.split('\n').map(displayWidth))).toBeLessThanOrEqual(24);
});

test('a cell that is cut or goes on below ends its colour in the same line, and one that wraps keeps its words', () => {
  const paint = paintFor(true);
  const ends = (line: string): string[] => [...line.matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => code ?? '');
  const cell = fc.stringMatching(/^[a-z]{1,7}( [a-z]{1,7}){0,12}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 36, max: 90 }),
      (rows, width) => {
        const columns = [
          { title: 'How it is cut', paint: paint.dim },
          { title: 'How it goes on', paint: paint.dim, wraps: true },
        ];
        const table = plainTable(columns, rows, width, paint.bold);
        for (const line of table.split('\n')) {
          const codes = ends(line);
          expect(codes.map((code, at) => (at % 2 === 0 ? code !== '22' : code === '22'))).toEqual(
            codes.map(() => true),
          );
          expect(codes.length % 2).toBe(0);
        }
        const words = new Set(table.replace(/\u001b\[\d+m/g, '').split(/\s+/));
        for (const [, wraps] of rows)
          for (const word of wraps.split(' ')) expect([word, words.has(word)]).toEqual([word, true]);
      },
    ),
  );
});

test('a cell with an escape of its own colours nothing', () => {
  const paint = paintFor(true);
  const table = plainTable([{ title: 'a', paint: paint.dim }], [['\u001b[31mred\u001b[2J']], 80);
  expect(table).toContain('\\u001b[31mred\\u001b[2J');
});

test('a table too wide for its terminal is written line by line, and no line is wider', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.stringMatching(/^[a-z,.:日本 ]{0,30}$/), { minLength: 6, maxLength: 6 }), { maxLength: 4 }),
      fc.integer({ min: 20, max: 90 }),
      (rows, width) => {
        const columns = ['Source', 'Service', 'Read whole', 'Started (UTC)', 'Open', 'Last run'].map((title) => ({
          title,
        }));
        for (const line of plainTable(columns, rows, width).split('\n'))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
  const long = plainTable(
    [{ title: 'Column' }, { title: 'Published' }, { title: 'How' }],
    [['first_response_at', '∅', 'no public comment of an agent is known']],
    36,
  );
  expect(long).toBe(
    [
      'Column     first_response_at',
      'Published  ∅',
      'How        no public comment of an',
      '           agent is known',
    ].join('\n'),
  );
  const narrow = plainTable([{ title: 'Source' }, { title: 'Last run' }], [['acme-of-the-north', 'complete']], 16);
  expect(narrow).toBe('Source  acme-of…\nLast …  complete');
});
