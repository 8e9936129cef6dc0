/** Values of every width through Arrow and back: against what was written into the SQL. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import type { Table } from 'apache-arrow';
import fc from 'fast-check';
import { arrowStream } from '../../etl/src/query/arrow';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function arrowOf(sql: string): Promise<Table> {
  const pieces: Uint8Array[] = [];
  for await (const piece of arrowStream(await connection.stream(sql))) pieces.push(piece);
  return tableFromIPC(Buffer.concat(pieces));
}

/** Of a decimal as Arrow hands it over: four words of 32 bits, the lowest first. */
function wholeOf(words: Uint32Array): bigint {
  return BigInt.asIntN(
    128,
    [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n),
  );
}

function plain(value: unknown): unknown {
  if (value instanceof Uint32Array) return wholeOf(value);
  if (typeof value === 'object' && value !== null && Symbol.iterator in value)
    return [...(value as Iterable<unknown>)].map(plain);
  return value;
}

function column(table: Table): unknown[] {
  return [...(table.getChildAt(0) ?? [])].map(plain);
}

const rows = (values: readonly string[], type: string): string =>
  `SELECT v::${type} AS v FROM (VALUES ${values.map((value, at) => `(${at}, ${value})`).join(', ')}) AS t(n, v) ORDER BY n`;

const MOST = 10n ** 38n - 1n;
const widths: Array<[string, string, bigint, bigint]> = [
  ['SMALLINT', 'Int32', -(2n ** 15n), 2n ** 15n - 1n],
  ['UINTEGER', 'Int64', 0n, 2n ** 32n - 1n],
  ['BIGINT', 'Int64', -(2n ** 63n), 2n ** 63n - 1n],
  ['UBIGINT', 'Uint64', 0n, 2n ** 64n - 1n],
  ['HUGEINT', 'Decimal[38e0]', -MOST, MOST],
];

test.each(widths)('a whole number of %s stays one, as %s', async (type, arrow, min, max) => {
  const numbers = fc.array(fc.option(fc.bigInt(min, max)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      const table = await arrowOf(
        rows(
          values.map((value) => (value === null ? 'NULL' : `'${value}'`)),
          type,
        ),
      );
      expect(String(table.schema.fields[0]?.type)).toBe(arrow);
      expect(column(table).map((value) => (value === null ? null : BigInt(String(value))))).toEqual(values);
    }),
    { numRuns: 15 },
  );
});

/** With its point, as a person writes it. */
function digitsOf(unscaled: bigint, scale: number): string {
  const digits = String(unscaled)
    .replace('-', '')
    .padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, at)}${scale === 0 ? '' : `.${digits.slice(at)}`}`;
}

test('decimals keep every digit, whatever width holds them', async () => {
  const shape = fc.integer({ min: 1, max: 38 }).chain((width) =>
    fc.record({
      width: fc.constant(width),
      scale: fc.integer({ min: 0, max: width }),
      values: fc.array(fc.option(fc.bigInt(1n - 10n ** BigInt(width), 10n ** BigInt(width) - 1n)), {
        minLength: 1,
        maxLength: 20,
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(shape, async ({ width, scale, values }) => {
      const texts = values.map((value) => (value === null ? 'NULL' : `'${digitsOf(value, scale)}'`));
      const table = await arrowOf(rows(texts, `DECIMAL(${width}, ${scale})`));
      expect(table.schema.fields[0]?.type).toMatchObject({ precision: width, scale });
      expect(column(table)).toEqual(values);
    }),
    { numRuns: 40 },
  );
});

test('lists stay lists: empty, missing, nested, of more rows than a chunk', async () => {
  const table = await arrowOf(
    'SELECT CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [[n], NULL] ELSE [[n, NULL, n + 1]] END AS v FROM range(5000) t(n) ORDER BY n',
  );
  expect(String(table.schema.fields[0]?.type)).toBe('List<List<Int64>>');
  const expected = Array.from({ length: 5000 }, (_, at) => {
    const n = BigInt(at);
    return [null, [], [[n], null], [[n, null, n + 1n]]][at % 4];
  });
  expect(column(table)).toEqual(expected);
});

test('lists of texts, decimals and fixed length, and what Arrow has no column for', async () => {
  const table = await arrowOf(
    "SELECT ['a', NULL, 'ü'] AS texts, [1.50, -0.25] AS decimals, array_value(1, 2) AS pair, {'a': 1} AS struct, sum(v) AS total FROM range(3) t(v)",
  );
  const [row] = table.toArray() as Array<Record<string, unknown>>;
  expect(plain(row?.['texts'])).toEqual(['a', null, 'ü']);
  expect(plain(row?.['decimals'])).toEqual([150n, -25n]);
  expect(plain(row?.['pair'])).toEqual([1, 2]);
  expect(typeof row?.['struct']).toBe('string');
  expect(plain(row?.['total'])).toBe(3n);
});
