/** The Parquet files that rows are staged in, read back by two readers that share nothing with their writer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import type { ColumnType } from '../../etl/src/store/parquet/column';
import type { ParquetColumns } from '../../etl/src/store/parquet/writer';
import { ParquetWriter } from '../../etl/src/store/parquet/writer';

type Row = Readonly<Record<string, unknown>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-parquet-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COLUMNS: ParquetColumns = [
  ['text', 'VARCHAR'],
  ['texts', 'VARCHAR[]'],
  ['flag', 'BOOLEAN'],
  ['real', 'DOUBLE'],
  ['large', 'BIGINT'],
  ['whole', 'INTEGER'],
  ['day', 'DATE'],
  ['instant', 'TIMESTAMPTZ'],
];

/** @param flushes numbers of rows after which a row group ends */
function written(rows: readonly Row[], columns = COLUMNS, flushes: readonly number[] = []): Buffer {
  const pieces: Buffer[] = [];
  const writer = new ParquetWriter(columns, (bytes) => pieces.push(Buffer.concat(bytes)));
  for (const [at, row] of rows.entries()) {
    expect(writer.add(valuesOf(row, columns))).toBeUndefined();
    if (flushes.includes(at)) writer.flush();
  }
  writer.end();
  return Buffer.concat(pieces);
}

function valuesOf(row: Row, columns: ParquetColumns): unknown[] {
  return columns.map(([name]) => row[name]);
}

/** What SQL makes of it: instants and days as numbers, everything else as it is. */
async function readByDuckDb(bytes: Buffer): Promise<Row[]> {
  const file = path.join(folder, 'rows.parquet');
  writeFileSync(file, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT text, texts, flag, "real", large, whole, day - DATE '1970-01-01' AS day, epoch_us(instant) AS instant,
         typeof(day) || ' ' || typeof(instant) || ' ' || typeof(texts) || ' ' || typeof(whole) AS types FROM read_parquet('${file}')`,
    );
    return reader.getRowObjectsJS().map(({ types, ...row }) => {
      expect(types).toBe('DATE TIMESTAMP WITH TIME ZONE VARCHAR[] INTEGER');
      return row;
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readByHyparquet(bytes: Buffer): Promise<Row[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const parsers = {
    timestampFromMilliseconds: (value: bigint) => value,
    timestampFromMicroseconds: (value: bigint) => value,
    timestampFromNanoseconds: (value: bigint) => value,
    dateFromDays: (value: number) => value,
  };
  const rows = await parquetReadObjects({ file, parsers });
  // It gives no list as undefined.
  return rows.map((row) => ({ ...row, texts: row['texts'] ?? null }));
}

const DAY_MS = 86_400_000;
/** Years that four digits can write. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')];
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 3 });

/** A value as a row has it, and as a reader must give it. */
interface Known {
  given: Row;
  read: Row;
}

const instants = fc
  .tuple(fc.integer({ min: FIRST_MS / 1000, max: LAST_MS / 1000 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([seconds, micros]) => ({
    given: `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`,
    read: BigInt(seconds) * 1_000_000n + BigInt(micros),
  }));
const days = fc.integer({ min: FIRST_MS / DAY_MS, max: Math.floor(LAST_MS / DAY_MS) }).map((day) => ({
  given: new Date(day * DAY_MS).toISOString().slice(0, 10),
  read: day,
}));
const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('the same'));

const known: fc.Arbitrary<Known> = fc
  .record({
    text: nullable(texts),
    texts: nullable(fc.array(texts, { maxLength: 4 })),
    flag: nullable(fc.boolean()),
    real: nullable(fc.double({ noNaN: true, noDefaultInfinity: true })),
    large: nullable(fc.maxSafeInteger()),
    whole: nullable(fc.integer()),
    day: nullable(days),
    instant: nullable(instants),
  })
  .map(({ day, instant, real, large, ...same }) => ({
    given: { ...same, real, large, day: day?.given, instant: instant?.given },
    read: {
      ...same,
      // JSON has one zero.
      real: real === 0 ? 0 : real,
      large: large === null ? null : BigInt(large),
      day: day?.read ?? null,
      instant: instant?.read ?? null,
    },
  }));

test('both readers read what was written, wherever row groups end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(known, { maxLength: 40 }),
      fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
      async (rows, flushes) => {
        const bytes = written(
          rows.map(({ given }) => given),
          COLUMNS,
          flushes,
        );
        const expected = rows.map(({ read }) => read);
        const byDuckDb = await readByDuckDb(bytes);
        expect(byDuckDb.map((row) => ({ ...row, day: row['day'] === null ? null : Number(row['day']) }))).toEqual(
          expected,
        );
        expect(await readByHyparquet(bytes)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('more rows than a level takes at once, of long texts', async () => {
  const given = Array.from({ length: 5000 }, (_, at) => ({
    text: at % 7 === 0 ? null : `${at} `.repeat(at % 90),
    texts: at % 3 === 0 ? null : Array.from({ length: at % 5 }, (_item, item) => `${item}`),
    whole: at,
  }));
  const read = await readByDuckDb(written(given, COLUMNS, [4000]));
  expect(read.map(({ text, texts: list, whole }) => ({ text, texts: list, whole }))).toEqual(given);
});

test('a lone surrogate becomes U+FFFD, and a file of no rows has its columns', async () => {
  expect((await readByDuckDb(written([{ text: 'a\uD800b' }])))[0]).toMatchObject({ text: 'a\uFFFDb' });
  expect(await readByDuckDb(written([]))).toEqual([]);
});

test('shorter fractions of a second, and times that are no safe integer of microseconds', async () => {
  const given = [
    '2026-03-01T10:00:00Z',
    '2026-03-01T10:00:00.5Z',
    '9999-12-31T23:59:59.999999Z',
    '0001-01-01T00:00:00.000001Z',
  ];
  const read = await readByDuckDb(written(given.map((instant) => ({ instant }))));
  expect(read.map((row) => row['instant'])).toEqual([
    1_772_359_200_000_000n,
    1_772_359_200_500_000n,
    253_402_300_799_999_999n,
    -62_135_596_799_999_999n,
  ]);
});

const UNFIT: ReadonlyArray<readonly [ColumnType, unknown]> = [
  ['TIMESTAMPTZ', 'never'],
  ['TIMESTAMPTZ', '+010000-01-01T04:59:59.000000Z'],
  ['TIMESTAMPTZ', '2026-02-30T00:00:00.000000Z'],
  ['TIMESTAMPTZ', '2026-02-03T24:00:00.000000Z'],
  ['TIMESTAMPTZ', '2026-02-03T00:00:00.0000000Z'],
  ['TIMESTAMPTZ', 5],
  ['DATE', '2026-02-30'],
  ['DATE', '2026-2-3'],
  ['DATE', ''],
  ['DOUBLE', '5'],
  ['DOUBLE', Number.NaN],
  ['BIGINT', 2 ** 53],
  ['BIGINT', 1.5],
  ['INTEGER', 2 ** 31],
  ['BOOLEAN', 'true'],
  ['VARCHAR[]', 'a'],
  ['VARCHAR[]', [null]],
];

test.each(UNFIT)(
  'a %s is not made of %j: the writer says so, names no value, and the other values stay',
  async (type, value) => {
    const pieces: Buffer[] = [];
    const columns: ParquetColumns = [['unfit', type], ...COLUMNS];
    const writer = new ParquetWriter(columns, (bytes) => pieces.push(Buffer.concat(bytes)));
    const add = (row: Row): Error | undefined => writer.add(valuesOf(row, columns));
    expect(add({ text: 'before' })).toBeUndefined();
    expect(add({ unfit: value, text: 'with it' })?.message).toMatch(/^column unfit: a value is no /);
    expect(add({ text: 'after' })).toBeUndefined();
    writer.end();
    const read = await readByDuckDb(Buffer.concat(pieces));
    expect(read.map((row) => row['text'])).toEqual(['before', 'with it', 'after']);
  },
);
