/** From a tree to SQL with parameters: no text of a reader ever becomes SQL. Pure. */
import type { DuckDBValue } from '@duckdb/node-api';
import { readTime } from '../../../../vendors/time';
import { didYouMean } from '../../config/did-you-mean';
import { quoted } from '../../schema/tables';
import type { ColumnType, Table } from '../../schema/column';
import { HttpError } from '../http/http-error';
import type { Arithmetic, Comparison, Expression, Order } from './expression';
import type { Sql, ValueKind } from './functions';
import { readsOf } from './functions';
import { TIMES, unreadable } from './tokens';

const KINDS: Readonly<Record<ColumnType, ValueKind>> = {
  text: 'text',
  integer: 'number',
  bigint: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  local: 'instant',
  instant: 'instant',
};

/** What readers call them. */
const WORDS: Readonly<Record<ValueKind, string>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'day',
  instant: 'time',
  null: 'null',
};

const SIGNS: Readonly<Record<Arithmetic, string>> = { add: '+', sub: '-', mul: '*', div: '/', mod: '%' };

const WHOLE = /^-?\d{1,18}$/;

/** Collects the parameters of one statement. */
export class SqlWriter {
  /**
   * @param now canonical instant, for now()
   * @param params of the statement so far
   */
  constructor(
    private readonly table: Table,
    private readonly now: string,
    readonly params: DuckDBValue[] = [],
  ) {}

  /** @throws Refusal 400 for what has another type than its place needs */
  condition(filter: Expression): string {
    return this.expectKind(filter, 'boolean').sql;
  }

  /** NULL comes first (part 1, section 11.2.5.2). */
  order(orders: readonly Order[]): string {
    return orders
      .map(({ by, descending }) => `${this.write(by).sql} ${descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`)
      .join(', ');
  }

  param(value: DuckDBValue): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  write(expression: Expression): Sql {
    switch (expression.kind) {
      case 'text':
        return { kind: 'text', sql: `${this.param(expression.text)}::VARCHAR` };
      case 'number':
        return { kind: 'number', sql: this.number(expression.text), isWhole: WHOLE.test(expression.text) };
      case 'instant':
      case 'date':
        return this.time(expression.kind, expression.text, expression.at);
      case 'boolean':
        return { kind: 'boolean', sql: String(expression.value) };
      case 'null':
        return { kind: 'null', sql: 'NULL' };
      case 'column':
        return this.column(expression);
      case 'call':
        return this.call(expression);
      case 'compare':
        return { kind: 'boolean', sql: this.compared(expression.operator, expression.left, expression.right) };
      case 'in': {
        const each = expression.list.map((item) => this.compared('eq', expression.of, item));
        return { kind: 'boolean', sql: `(${each.join(' OR ') || 'false'})` };
      }
      case 'calculate':
        return this.calculated(expression.operator, expression.left, expression.right);
      case 'join': {
        const [left, right] = [expression.left, expression.right].map((side) => this.expectKind(side, 'boolean').sql);
        return { kind: 'boolean', sql: `(${left} ${expression.operator.toUpperCase()} ${right})` };
      }
      case 'not':
        return { kind: 'boolean', sql: `(NOT ${this.expectKind(expression.of, 'boolean').sql})` };
      case 'negate':
        return { kind: 'number', sql: `(- ${this.expectKind(expression.of, 'number').sql})` };
    }
  }

  /** @throws Refusal 400 when it is of another kind; NULL fits everywhere */
  expectKind(expression: Expression, kind: ValueKind): Sql {
    const operand = this.write(expression);
    if (operand.kind === kind || operand.kind === 'null') return operand;
    const hint = expression.kind === 'column' && kind === 'boolean' ? 'Compare it, for example `not (a eq 1)`.' : null;
    throw unreadable(expression.at, `a ${WORDS[kind]} is needed here, this is a ${WORDS[operand.kind]}`, hint);
  }

  private column({ name, at }: { name: string; at: number }): Sql {
    const column = columnNamed(this.table, name, at);
    const kind = KINDS[column.type];
    const isWhole = column.type === 'integer' || column.type === 'bigint';
    // Wall-clock times travel as if they were UTC.
    return { kind, isWhole, sql: column.type === 'local' ? `(${quoted(name)} AT TIME ZONE 'UTC')` : quoted(name) };
  }

  private number(text: string): string {
    if (WHOLE.test(text)) return `${this.param(BigInt(text))}::BIGINT`;
    const value = /inf$/i.test(text) ? Number(`${text.startsWith('-') ? '-' : ''}Infinity`) : Number(text);
    // As text: a number without a fraction would be bound as a whole one, which may be too large.
    return `${this.param(String(value))}::VARCHAR::DOUBLE`;
  }

  private time(kind: 'instant' | 'date', text: string, at: number): Sql {
    // The beginning of time of .NET, which programs send for "since ever"; in a record it means that nothing is set.
    if (/^0001-01-01(?:T00:00(?::00(?:\.0+)?)?Z)?$/i.test(text))
      return { kind, sql: kind === 'date' ? "DATE '0001-01-01'" : "TIMESTAMPTZ '0001-01-01 00:00:00+00'" };
    // Microseconds are kept, as everywhere in the lake.
    const reading = readTime(text.replace(' ', '+').replace(/(\.\d{6})\d+/, '$1'));
    if (reading.kind === 'instant')
      return { kind: 'instant', sql: `CAST(${this.param(reading.instant)} AS TIMESTAMPTZ)` };
    if (reading.kind === 'date') return { kind: 'date', sql: `CAST(${this.param(reading.date)} AS DATE)` };
    throw unreadable(at, `"${text}" is no ${kind === 'date' ? 'day' : 'time'} that exists`);
  }

  private call({ name, args, at }: { name: string; args: Expression[]; at: number }): Sql {
    if (name === 'now' && args.length === 0)
      return { kind: 'instant', sql: `CAST(${this.param(this.now)} AS TIMESTAMPTZ)` };
    const { takes, gives, write } = readsOf(name, args.length, at);
    const operands = args.map((arg, place) => this.argument(arg, takes[place] ?? 'text'));
    // eslint-disable-next-line ticketlake/spreads -- no function of OData takes more than three arguments
    return { kind: gives, sql: write(...operands) };
  }

  /** A day where a point in time is meant is its midnight, UTC; parts of dates are read from either. */
  private argument(arg: Expression, kind: ValueKind): string {
    const operand = this.write(arg);
    if (kind === 'instant' && operand.kind === 'date') return operand.sql;
    return this.checkKind(operand, kind, arg.at);
  }

  private checkKind(operand: Sql, kind: ValueKind, at: number): string {
    if (operand.kind === kind || operand.kind === 'null') return operand.sql;
    throw unreadable(at, `a ${WORDS[kind]} is needed here, this is a ${WORDS[operand.kind]}`);
  }

  private calculated(operator: Arithmetic, leftSide: Expression, rightSide: Expression): Sql {
    const [left, right] = [this.expectKind(leftSide, 'number'), this.expectKind(rightSide, 'number')];
    const isWhole = left.isWhole === true && right.isWhole === true;
    const sign = operator === 'div' && isWhole ? '//' : SIGNS[operator];
    return { kind: 'number', sql: `(${left.sql} ${sign} ${right.sql})`, isWhole };
  }

  /** NULL equals only NULL; every other comparison with it is false (part 2, section 5.1.1.1). */
  private compared(operator: Comparison, leftSide: Expression, rightSide: Expression): string {
    const [left, right] = coerceOperands(this.write(leftSide), this.write(rightSide), rightSide.at);
    if (operator === 'eq') return `(${left} IS NOT DISTINCT FROM ${right})`;
    if (operator === 'ne') return `(${left} IS DISTINCT FROM ${right})`;
    const sign = { gt: '>', ge: '>=', lt: '<', le: '<=' }[operator];
    return `coalesce(${left} ${sign} ${right}, false)`;
  }
}

/** @throws Refusal 400 with the nearest name */
export function columnNamed(table: Table, name: string, at: number): Table['columns'][number] {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  if (name.includes('/'))
    throw new HttpError(501, 'not_supported', `at character ${at}: paths (${name.slice(0, 60)}) are not supported`);
  const near = didYouMean(
    name,
    table.columns.map((candidate) => candidate.name),
  );
  throw unreadable(
    at,
    `${table.name} has no column "${name.slice(0, 60)}"`,
    near === undefined ? 'See $metadata for its columns.' : `Did you mean "${near}"?`,
  );
}

function coerceOperands(left: Sql, right: Sql, at: number): [string, string] {
  if (left.kind === right.kind || left.kind === 'null' || right.kind === 'null') return [left.sql, right.sql];
  const kinds = [left.kind, right.kind];
  if (kinds.includes('date') && kinds.includes('instant')) return [asInstant(left), asInstant(right)];
  const isOfTime = kinds.some((kind) => kind === 'date' || kind === 'instant');
  throw unreadable(at, `a ${WORDS[left.kind]} cannot be compared with a ${WORDS[right.kind]}`, isOfTime ? TIMES : null);
}

function asInstant({ sql, kind }: Sql): string {
  return kind === 'date' ? `(CAST(${sql} AS TIMESTAMP) AT TIME ZONE 'UTC')` : sql;
}
