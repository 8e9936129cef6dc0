/** Values of M, and what each function that the project uses does with them (Power Query M function reference). */

export type Value =
  null | string | number | boolean | Moment | Binary | Type | Table | MFunction | MRecord | readonly Value[];

/** date: days · datetime and datetimezone (in UTC): microseconds, since 1970 */
export class Moment {
  constructor(
    readonly kind: 'date' | 'datetime' | 'datetimezone',
    readonly count: bigint,
  ) {}
}

/** What a file holds, by its path: rows are read before a query runs. */
export class Binary {
  constructor(readonly path: string) {}
}

export class Type {
  constructor(readonly name: string) {}
}

export class MRecord {
  constructor(readonly fields: ReadonlyMap<string, Value>) {}
}

export class Table {
  constructor(
    readonly columns: readonly string[],
    readonly rows: ReadonlyArray<ReadonlyMap<string, Value>>,
  ) {}
}

export type MFunction = (...args: Value[]) => Value;

/** An error of M, as `error …` raises it. */
export class MError extends Error {}

export function fail(says: string): never {
  throw new MError(says);
}

export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : fail(`not a text: ${shown(value)}`);
}

export function logical(value: Value | undefined): boolean {
  return typeof value === 'boolean' ? value : fail(`not a logical: ${shown(value)}`);
}

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : fail(`not a number: ${shown(value)}`);
}

function list(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : fail(`not a list: ${shown(value)}`);
}

export function table(value: Value | undefined): Table {
  return value instanceof Table ? value : fail(`not a table: ${shown(value)}`);
}

export function callable(value: Value | undefined): MFunction {
  return isFunction(value) ? value : fail(`not a function: ${shown(value)}`);
}

function isFunction(value: Value | undefined): value is MFunction {
  return typeof value === 'function';
}

function record(value: Value | undefined): MRecord {
  return value instanceof MRecord ? value : fail(`not a record: ${shown(value)}`);
}

function moment(value: Value | undefined, kind: Moment['kind']): Moment {
  return value instanceof Moment && value.kind === kind ? value : fail(`not a ${kind}: ${shown(value)}`);
}

function shown(value: Value | undefined): string {
  return value === null || value === undefined ? String(value) : `${typeof value} ${value.constructor.name}`;
}

export function isOf(value: Value, type: string): boolean {
  if (type.startsWith('nullable ')) return value === null || isOf(value, type.slice(9));
  if (type === 'datetime' || type === 'datetimezone' || type === 'date') {
    return value instanceof Moment && value.kind === type;
  }
  if (type === 'text') return typeof value === 'string';
  if (type === 'logical') return typeof value === 'boolean';
  if (type === 'number') return typeof value === 'number';
  if (type === 'any') return true;
  return fail(`unknown type ${type}`);
}

/** Stricter than Power Query, which would also turn one type into another: nothing here needs that. */
function cast(value: Value, type: string, column: string): Value {
  const primitive = type === 'Int64' ? 'number' : type;
  if (value === null || (isOf(value, primitive) && (type !== 'Int64' || Number.isSafeInteger(value)))) return value;
  return fail(`${column} is no ${type}: ${shown(value)}`);
}

function mapRows(
  of: Table,
  columns: readonly string[],
  change: (row: ReadonlyMap<string, Value>) => Map<string, Value>,
) {
  return new Table(columns, of.rows.map(change));
}

function pick(row: ReadonlyMap<string, Value>, name: string): Value {
  return row.get(name) ?? null;
}

function known(of: Table, name: string): string {
  return of.columns.includes(name) ? name : fail(`The column '${name}' of the table wasn't found.`);
}

/** `{{"a", f, type}, …}` */
function byColumn(value: Value | undefined): Array<readonly [string, Value]> {
  return list(value).map((entry) => [text(list(entry)[0]), list(entry)[1] ?? null]);
}

function combined(tables: readonly Table[]): Table {
  const columns = [...new Set(tables.flatMap((one) => one.columns))];
  return new Table(
    columns,
    tables.flatMap((one) => one.rows),
  );
}

/** Days since 1970 of a day of the Gregorian calendar. */
function instantOf(year: number, month: number, day: number, hour: number, minute: number, second: number): Moment {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return new Moment('datetime', BigInt(date.getTime()) * 1000n);
}

export const LIBRARY: Readonly<Record<string, Value>> = {
  'Int64.Type': new Type('Int64'),
  'List.Count': (values) => list(values).length,
  'List.IsEmpty': (values) => list(values).length === 0,
  'List.Select': (values, test) => list(values).filter((value) => logical(callable(test)(value))),
  'List.Skip': (values, count) => list(values).slice(number(count)),
  'List.Transform': (values, change) => list(values).map((value) => callable(change)(value)),
  'List.Max': (values) => {
    const days = list(values).filter((value) => value instanceof Moment);
    return days.reduce<Moment | null>((max, day) => (max === null || day.count > max.count ? day : max), null);
  },
  'Text.Lower': (value) => text(value).toLowerCase(),
  'Text.Trim': (value) => text(value).trim(),
  'Text.AfterDelimiter': (whole, delimiter) => {
    const at = text(whole).indexOf(text(delimiter));
    return at < 0 ? '' : text(whole).slice(at + text(delimiter).length);
  },
  'Text.Combine': (parts, between) => list(parts).map(text).join(text(between)),
  'Text.End': (whole, count) => text(whole).slice(-number(count)),
  'Text.Replace': (whole, old, fresh) => text(whole).replaceAll(text(old), text(fresh)),
  'Text.Split': (whole, at) => text(whole).split(text(at)),
  'Text.SplitAny': (whole, at) => {
    const parts = [''];
    for (const letter of text(whole)) {
      if (text(at).includes(letter)) parts.push('');
      else parts[parts.length - 1] += letter;
    }
    return parts;
  },
  'Text.Start': (whole, count) => text(whole).slice(0, number(count)),
  'Text.StartsWith': (whole, start) => text(whole).startsWith(text(start)),
  'Number.FromText': (digits) => {
    const value = Number(text(digits));
    return Number.isNaN(value) ? fail("We couldn't convert to Number.") : value;
  },
  'DateTimeZone.ToUtc': (value) => moment(value, 'datetimezone'),
  'DateTimeZone.RemoveZone': (value) => new Moment('datetime', moment(value, 'datetimezone').count),
  'Date.AddDays': (day, days) => new Moment('date', moment(day, 'date').count + BigInt(number(days))),
  'Duration.Days': (duration) => number(duration),
  'Time.Hour': (time) => Number((moment(time, 'datetime').count / 3_600_000_000n) % 24n),
  'Error.Record': (reason, message, detail) => `${text(reason)}: ${text(message)} (${text(detail)})`,
  '#datetime': (...parts) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(number);
    return instantOf(year, month, day, hour, minute, second);
  },
  '#table': (columns, rows) => {
    const names = list(columns).map(text);
    return new Table(
      names,
      list(rows).map((row) => new Map(names.map((name, at) => [name, list(row)[at] ?? null]))),
    );
  },
  // A type of its own is only a note for whoever reads the query: the value stays as it was made.
  'Table.AddColumn': (of, name, make) =>
    mapRows(table(of), [...table(of).columns, text(name)], (row) =>
      new Map(row).set(text(name), callable(make)(new MRecord(row))),
    ),
  'Table.Distinct': (of, names) => {
    const columns = names === undefined ? table(of).columns : list(names).map(text);
    const seen = new Set<string>();
    const isFirst = (row: ReadonlyMap<string, Value>) => {
      const key = JSON.stringify(columns.map((name) => pick(row, known(table(of), name))));
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    return new Table(table(of).columns, table(of).rows.filter(isFirst));
  },
  'JoinKind.Inner': 'inner',
  'Table.Join': (left, leftKey, right, rightKey) => {
    const columns = [...table(left).columns, ...table(right).columns];
    if (new Set(columns).size < columns.length)
      return fail('A join operation cannot result in a table with duplicate column names.');
    const partners = new Map<Value, Array<ReadonlyMap<string, Value>>>();
    for (const row of table(right).rows) {
      const key = pick(row, known(table(right), text(rightKey)));
      partners.set(key, [...(partners.get(key) ?? []), row]);
    }
    return new Table(
      columns,
      table(left).rows.flatMap((row) =>
        (partners.get(pick(row, known(table(left), text(leftKey)))) ?? []).map((other) => new Map([...row, ...other])),
      ),
    );
  },
  'Table.Combine': (tables) => combined(list(tables).map(table)),
  'Table.IsEmpty': (of) => table(of).rows.length === 0,
  'Table.SelectColumns': (of, names) => {
    const columns = list(names).map((name) => known(table(of), text(name)));
    return mapRows(table(of), columns, (row) => new Map(columns.map((name) => [name, pick(row, name)])));
  },
  'Table.SelectRows': (of, test) =>
    new Table(
      table(of).columns,
      table(of).rows.filter((row) => logical(callable(test)(new MRecord(row)))),
    ),
  'Table.TransformColumnTypes': (of, types) => {
    const casts = byColumn(types).map(([name, type]) => {
      if (!(type instanceof Type)) return fail(`${name}: no type`);
      return [known(table(of), name), type.name] as const;
    });
    return mapRows(table(of), table(of).columns, (row) => {
      const changed = new Map(row);
      for (const [name, type] of casts) changed.set(name, cast(pick(row, name), type, name));
      return changed;
    });
  },
  'Table.TransformColumns': (of, changes) => {
    const steps = byColumn(changes).map(([name, change]) => [known(table(of), name), callable(change)] as const);
    return mapRows(table(of), table(of).columns, (row) => {
      const changed = new Map(row);
      for (const [name, change] of steps) changed.set(name, change(pick(row, name)));
      return changed;
    });
  },
};

/** `table{[Name = "x"]}`: the one row that matches. */
export function itemOf(of: Value, key: Value): Value {
  if (of instanceof Table) {
    const wanted = [...record(key).fields];
    const rows = of.rows.filter((row) => wanted.every(([name, value]) => row.get(name) === value));
    const [row] = rows;
    return row && rows.length === 1 ? new MRecord(row) : fail("The key didn't match any rows in the table.");
  }
  return list(of)[number(key)] ?? fail('There are not enough elements.');
}

/** A field of a record, or a column of a table as a list. */
export function fieldOf(of: Value, name: string): Value {
  if (of instanceof Table) return of.rows.map((row) => pick(row, known(of, name)));
  const { fields } = record(of);
  return fields.has(name) ? (fields.get(name) ?? null) : fail(`The field '${name}' of the record wasn't found.`);
}
