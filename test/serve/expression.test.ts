/** $filter means what OData 4.0 says: read as a tree, and run by DuckDB over the published columns. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { readFilter, readOrder } from '../../etl/src/serve/odata/expression';
import type { Expression } from '../../etl/src/serve/odata/expression';
import { SqlWriter } from '../../etl/src/serve/odata/sql';
import { columnDefinitions, tableNamed } from '../../etl/src/schema/tables';

function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'join':
    case 'compare':
    case 'calculate':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'not':
    case 'negate':
      return `${expression.kind}(${shape(expression.of)})`;
    case 'in':
      return `(${shape(expression.of)} in ${expression.list.map(shape).join('|')})`;
    case 'call':
      return `${expression.name}[${expression.args.map(shape).join(';')}]`;
    case 'column':
      return expression.name;
    case 'boolean':
      return String(expression.value);
    case 'null':
      return 'null';
    case 'text':
      return `'${expression.text}'`;
    default:
      return expression.text;
  }
}

describe('operators bind as in the specification', () => {
  it.each([
    ['a eq 1 and b eq 2 or c eq 3', '(((a eq 1) and (b eq 2)) or (c eq 3))'],
    ['a eq 1 or b eq 2 and c eq 3', '((a eq 1) or ((b eq 2) and (c eq 3)))'],
    ['not contains(a,b) or c eq 3', '(not(contains[a;b]) or (c eq 3))'],
    ['not (a eq 1) and b eq 2', '(not((a eq 1)) and (b eq 2))'],
    ['5 sub 2 sub 1 eq 2', '(((5 sub 2) sub 1) eq 2)'],
    ['1 add 2 mul 3 eq 7', '((1 add (2 mul 3)) eq 7)'],
    ['a gt 1 eq true', '((a gt 1) eq true)'],
    ['-(a) lt -1.5e3', '(negate(a) lt -1.5e3)'],
    ["a in ('x','it''s',null)", "(a in 'x'|'it's'|null)"],
    ['a  eq\t(((1)))', '(a eq 1)'],
    ['a ge 2026-01-01T00:00:00+01:00', '(a ge 2026-01-01T00:00:00+01:00)'],
    ['a ge 2026-01-01', '(a ge 2026-01-01)'],
    ["and_ eq 'and'", "(and_ eq 'and')"],
  ])('%s', (text, expected) => {
    expect(shape(readFilter(text))).toBe(expected);
  });
});

describe('what cannot be read is refused with its place', () => {
  it.each([
    ['', 'at character 1: the expression ends too early'],
    ['a eq', 'at character 5: the expression ends too early'],
    ['a eq 1 b', 'at character 8: "b" stands where the expression should end'],
    ['(a eq 1', 'at character 8: ")" is missing'],
    ['a eq "x"', `at character 6: ""x"" cannot be read`],
    ["a eq 'x", `at character 6: "'x" cannot be read`],
    ['a ge 2026-1-5', 'at character 6: "2026-1-5" is no day and no time'],
    ['a ge 10000-01-01', 'at character 6: "10000-01-01" is no day and no time'],
    ["a ge duration'P1D'", "at character 6: duration'…' is not supported"],
    ['a ge 2026-01', 'at character 6: "2026-01" is no day and no time'],
    ['a ge 2026-01-05T10:00:00', 'at character 6: "2026-01-05T10:00:00" is no day and no time'],
    ['a ge 2026-01-05 10:00', 'at character 6: "2026-01-05 10:00" is no day and no time'],
    ["a ge datetime'2026-01-05T10:00:00'", "at character 6: datetime'…' is not supported"],
    ['a eq 1; DROP TABLE tickets', 'at character 7: "; DROP TABLE" cannot be read'],
    ['contains(a b)', 'at character 12: ")" is missing before "b"'],
    [`${'('.repeat(500)}a`, 'nested too deeply'],
    [`a eq '${'x'.repeat(9000)}'`, 'at most 8192 characters'],
  ])('%s', (text, message) => {
    expect(() => readFilter(text)).toThrow(message);
  });

  it('in $orderby as well', () => {
    expect(readOrder('a desc, b asc,c').map(({ by, descending }) => [shape(by), descending])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    expect(() => readOrder('a descending')).toThrow('at character 3: "descending" stands where');
  });
});

describe('over the columns of tickets', () => {
  const table = tableNamed('tickets');
  let connection: DuckDBConnection;

  beforeAll(async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const loose = table.columns.map((column) => ({ ...column, nullable: true }));
    await connection.run(`CREATE TABLE tickets(${columnDefinitions(loose)})`);
    await connection.run(
      `INSERT INTO tickets BY NAME SELECT * FROM (VALUES
        ('a', 'Printer on fire', true, 3, TIMESTAMPTZ '2026-01-01 00:30:00Z', TIMESTAMP '2026-01-01 01:30:00', DATE '2026-01-01', 'O''Neil'),
        ('b', 'no printer', false, 0, TIMESTAMPTZ '2025-12-31 23:30:00Z', TIMESTAMP '2026-01-01 00:30:00', DATE '2026-01-01', NULL),
        ('c', NULL, true, NULL, NULL, NULL, NULL, 'ünï')
       ) t(ticket_key, subject, is_open, comment_count, created_at, created_local, created_date, assignee_name)`,
    );
  });
  afterAll(() => {
    connection.closeSync();
  });

  const found = async (filter: string): Promise<string> => {
    const writer = new SqlWriter(table, '2026-01-01T00:00:00.000000Z');
    const condition = writer.condition(readFilter(filter));
    const sql = `SELECT coalesce(string_agg(ticket_key, '' ORDER BY ticket_key), '') FROM tickets WHERE ${condition}`;
    const reader = await connection.runAndReadAll(sql, writer.params);
    return String(reader.getRowsJS()[0]?.[0]);
  };

  it.each([
    ['is_open', 'ac'],
    ['is_open eq true and comment_count gt 2', 'a'],
    ['not is_open', 'b'],
    ["contains(subject,'rinter')", 'ab'],
    ["startswith(tolower(subject),'printer') or endswith(subject,'printer')", 'ab'],
    ["not contains(subject,'fire')", 'b'],
    ["assignee_name eq 'O''Neil'", 'a'],
    ["assignee_name eq 'ünï'", 'c'],
    ['assignee_name eq null', 'b'],
    ['assignee_name ne null', 'ac'],
    ["assignee_name ne 'O''Neil'", 'bc'],
    ['comment_count gt 0', 'a'],
    ['not (comment_count gt 0)', 'bc'],
    ['comment_count in (0,3)', 'ab'],
    ['created_at ge 2026-01-01T00:00:00Z', 'a'],
    ['created_at ge 2026-01-01T00:00:00+01:00', 'ab'],
    ['created_at ge 2026-01-01T00:00:00 01:00', 'ab'],
    ['created_at lt 2026-01-01', 'b'],
    ['created_at ge 0001-01-01T00:00:00Z and created_date ge 0001-01-01', 'ab'],
    ['comment_count lt 9223372036854775807', 'ab'],
    ['comment_count gt -99999999999999999999', 'ab'],
    ['created_local ge 2026-01-01T00:00:00Z and created_local lt 2026-01-01T01:00:00Z', 'b'],
    ['created_date eq 2026-01-01', 'ab'],
    ['date(created_at) eq 2025-12-31', 'b'],
    ['year(created_at) eq 2026 and month(created_date) eq 1', 'a'],
    ['hour(created_at) eq 23 and minute(created_at) eq 30', 'b'],
    ['created_at gt now()', 'a'],
    ['length(subject) eq 10', 'b'],
    ["indexof(subject,'printer') eq 3", 'b'],
    ["indexof(subject,'zzz') eq -1", 'ab'],
    ["substring(subject,3) eq 'printer'", 'b'],
    ["substring(subject,0,2) eq 'no'", 'b'],
    ["concat(concat(ticket_key,'-'),subject) eq 'b-no printer'", 'b'],
    ["trim(concat(' ',ticket_key)) eq 'c'", 'c'],
    ["toupper(ticket_key) eq 'A'", 'a'],
    ['comment_count div 2 eq 1', 'a'],
    ['comment_count div 2.0 eq 1.5', 'a'],
    ['comment_count mod 2 eq 1', 'a'],
    ['comment_count mul 2 sub 1 eq 5', 'a'],
    ['round(2.5) eq 3 and floor(2.5) eq 2 and ceiling(2.5) eq 3', 'abc'],
    ['1 eq 1', 'abc'],
    ["subject eq 'x'') OR true --'", ''],
    ['null', ''],
  ])('%s', async (filter, keys) => {
    expect(await found(filter)).toBe(keys);
  });

  it.each([
    ['nosuch eq 1', 'tickets has no column "nosuch"'],
    ['subjekt eq 1', 'tickets has no column "subjekt"'],
    ["comment_count eq 'x'", 'a number cannot be compared with a text'],
    ["created_at ge '2026-01-05'", 'a time cannot be compared with a text'],
    ['created_date eq 20260105', 'a day cannot be compared with a number'],
    ['subject', 'a boolean is needed here, this is a text'],
    ['not subject eq 1', 'a boolean is needed here, this is a text'],
    ['contains(comment_count,subject)', 'a text is needed here, this is a number'],
    ['contains(subject)', 'contains takes 2 arguments, 1 were given'],
    ['created_at ge 2026-02-30', 'is no day that exists'],
    ['created_at ge 2026-02-30T00:00:00Z', 'is no time that exists'],
    ["substringof('a',subject)", 'there is no function substringof'],
    ['requester/name eq 1', 'paths (requester/name) are not supported'],
    ['__proto__(1) eq 1', 'there is no function __proto__'],
  ])('%s is refused', (filter, message) => {
    const writer = new SqlWriter(table, '2026-01-01T00:00:00.000000Z');
    expect(() => writer.condition(readFilter(filter))).toThrow(message);
  });

  it('empty values come first, and last when the order is turned round', async () => {
    const keys = async (order: string): Promise<unknown> => {
      const writer = new SqlWriter(table, '2026-01-01T00:00:00.000000Z');
      const sql = `SELECT ticket_key FROM tickets ORDER BY ${writer.order(readOrder(order))}`;
      return (await connection.runAndReadAll(sql, writer.params)).getRowsJS().flat().join('');
    };
    expect(await keys('comment_count')).toBe('cba');
    expect(await keys('comment_count desc')).toBe('abc');
    expect(await keys('is_open desc,length(ticket_key),ticket_key desc')).toBe('cab');
  });
});
