/** Rows keep their hashes: an instant is written without ICU as a cast writes it. */
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { instantText } from '../../etl/src/marts/sql-time';

/** The years from 1 to 9999, in microseconds. */
const FIRST = -62_135_596_800_000_000n;
const LAST = BigInt(Date.UTC(9999, 11, 31, 23, 59, 59, 999)) * 1000n + 999n;

test('of every instant', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const whole = fc.bigInt({ min: FIRST / 1_000_000n, max: LAST / 1_000_000n }).map((seconds) => seconds * 1_000_000n);
  const fine = fc.bigInt({ min: FIRST, max: LAST });
  const near = fc.bigInt({ min: -2_000_000n, max: 2_000_000n });
  const instants = fc.array(fc.oneof(whole, fine, near), { minLength: 500, maxLength: 2000 });
  await fc.assert(
    fc.asyncProperty(instants, async (all) => {
      const others = await connection.runAndReadAll(
        `SELECT x::VARCHAR AS cast, ${instantText('x')} AS written FROM (SELECT make_timestamptz(unnest([${[...all, FIRST, LAST, 0n].join()}]::BIGINT[])) AS x)
         UNION ALL SELECT NULL::TIMESTAMPTZ::VARCHAR, ${instantText('NULL::TIMESTAMPTZ')}`,
      );
      const rows = others.getRowObjectsJS();
      expect(rows).toHaveLength(all.length + 4);
      expect(rows.filter(({ cast, written }) => cast !== written)).toEqual([]);
    }),
    { numRuns: 10 },
  );
  connection.closeSync();
  instance.closeSync();
});
