/** Characters that read as letters, digits and signs of ASCII, as DuckDB looks for them and as Node does. */
import { DuckDBInstance } from '@duckdb/node-api';
import { MAY_READ_ELSE, mayReadElse } from '../../etl/src/privacy/lookalikes';
import { literal } from '../../etl/src/schema/tables';

const FIRST = 0x80;
const LAST = 0x1_ffff;
const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
const CODES = Array.from({ length: LAST - FIRST + 1 }, (_, at) => FIRST + at).filter((code) => !isSurrogate(code));

/** By the rules of Unicode alone: `\p{Cf}` and variation selectors are unseen, and NFKC is how a character reads. */
const mayBe = (character: string) =>
  /^[!-~]$/.test(character.normalize('NFKC').toLowerCase()) ||
  /[\p{Cf}\p{Mn}\p{Default_Ignorable_Code_Point}。｡]/u.test(character);
const isLetterOrDigit = (character: string) => /^[a-z0-9@]$/.test(character.normalize('NFKC').toLowerCase());

async function foundByDuckDB(): Promise<Set<number>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(
    `SELECT code FROM (SELECT unnest(range(${FIRST}, ${LAST + 1}))::INTEGER AS code)
     WHERE code NOT BETWEEN 55296 AND 57343 AND regexp_matches(chr(code), ${literal(MAY_READ_ELSE)})`,
  );
  connection.closeSync();
  instance.closeSync();
  return new Set((found.getColumnsJS()[0] ?? []).map(Number));
}

test('every character that reads as a letter or digit of ASCII, and none that reads as itself', async () => {
  const found = await foundByDuckDB();
  const missing = CODES.filter((code) => isLetterOrDigit(String.fromCodePoint(code)) && !found.has(code));
  const tooMany = [...found].filter((code) => !mayBe(String.fromCodePoint(code)));
  expect({ missing, tooMany }).toEqual({ missing: [], tooMany: [] });
  expect(found.size).toBeGreaterThan(1000);
});

test('DuckDB finds the characters that Node finds', async () => {
  const found = await foundByDuckDB();
  expect(CODES.filter((code) => mayReadElse(String.fromCodePoint(code)) !== found.has(code))).toEqual([]);
});
