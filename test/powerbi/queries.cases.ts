/**
 * The queries of the project as they are shipped, executed: an interpreter of the part of M that they use reads the
 * rows of published Parquet files, and what comes out is compared with DuckDB.
 */
import path from 'node:path';
import type { Config } from '../../etl/src/config/config';
import type { ProjectOptions } from '../../etl/src/powerbi/options';
import { projectFiles } from '../../etl/src/powerbi/project';
import { MODEL_TABLES } from '../../etl/src/powerbi/model/tables';
import { literal, quoted } from '../../etl/src/schema/tables';
import { fieldModelTables } from '../../etl/src/powerbi/model/field-tables';
import type { ModelColumn } from '../../etl/src/powerbi/model/table';
import { publishedFieldTables, readManifest } from '../../etl/src/publish/manifest';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import { serve } from '../support/service';
import type { Duck } from './duck';
import { openParquet } from './duck';
import { readFeed } from './feed';
import { lakeFiles } from './lake-files';
import type { Surroundings } from './m';
import { evaluator } from './m';
import { Moment, Table } from './m-values';
import type { Value } from './m-values';
import { columnsOf, readModel } from './model-checks';
import { modelRowsSql } from './model-rows';
import { childrenOf, valueOf } from './tmdl';
import { FROZEN } from '../support/sandbox';

export const SEEN_AS: Readonly<Record<ProjectOptions['source'], string>> = {
  folder: 'C:\\ticketlake\\lake\\parquet',
  azure: 'https://acme.dfs.core.windows.net/lake/parquet',
  odata: 'http://127.0.0.1:8321/odata',
};

/** Evaluates the query of a table of the model, from the files of the project. */
export function loader(options: ProjectOptions, surroundings: Surroundings): (table: string) => Table {
  const model = readModel(projectFiles(options));
  const queries = Object.fromEntries(
    model.expressions.map(({ name, value, expression }) => [
      name,
      value === null ? expression.join('\n') : value.replace(/ meta \[.*\]$/, ''),
    ]),
  );
  const evaluate = evaluator(queries, surroundings);
  return (name) => {
    const table = model.tables.find((candidate) => candidate.name === name)!;
    const [partition] = childrenOf(table, 'partition');
    const source = partition?.children.find(({ keyword }) => keyword === 'source')?.expression ?? [];
    const loaded = evaluate(source.join('\n'));
    if (!(loaded instanceof Table)) throw new Error(`${name}: the query gives no table`);
    expect(loaded.columns).toEqual(columnsOf(table).map((column) => valueOf(column, 'sourceColumn')));
    return loaded;
  };
}

/** What a column adds up to: rows that have a value, and a sum that hardly two contents share. */
type Sums = Record<string, string>;

export function sumsOf(loaded: Table): Sums {
  const sums: Sums = { rows: String(loaded.rows.length) };
  for (const name of loaded.columns) {
    const values = loaded.rows.map((row) => row.get(name) ?? null).filter((value) => value !== null);
    const sum = values.map(weightOf).reduce((total, weight) => total + weight, 0n);
    sums[name] = `${values.length} ${sum}`;
  }
  return sums;
}

function weightOf(value: Value): bigint {
  if (typeof value === 'string') return BigInt([...value].length);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return BigInt(Math.round(value * 1000));
  // Wherever an instant came from, the model has date and time without a zone.
  if (value instanceof Moment && value.kind !== 'datetimezone') return value.count;
  throw new Error('a value that a model cannot hold');
}

const WEIGHTS: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `length(${column})`,
  integer: (column) => `${column}::HUGEINT * 1000`,
  bigint: (column) => `${column}::HUGEINT * 1000`,
  double: (column) => `round(${column} * 1000)::HUGEINT`,
  boolean: (column) => `${column}::INTEGER`,
  date: (column) => `${column} - DATE '1970-01-01'`,
  local: (column) => `epoch_us(${column})`,
  instant: (column) => `epoch_us(${column})`,
};

export async function sumsInDuckDb(duck: Duck, name: string): Promise<Sums> {
  return sumsOfRows(duck, modelRowsSql(name), MODEL_TABLES.find((table) => table.name === name)!.columns);
}

async function sumsOfRows(duck: Duck, select: string, columns: readonly ModelColumn[]): Promise<Sums> {
  const sums = columns.map(({ lake: { name: column, type } }) => {
    const weight = WEIGHTS[type]?.(quoted(column)) ?? 'NULL';
    return `count(${quoted(column)})::VARCHAR || ' ' || coalesce(sum(${weight}), 0)::HUGEINT::VARCHAR AS ${quoted(column)}`;
  });
  const [row = {}] = await duck.rows(`SELECT count(*)::VARCHAR AS rows, ${sums.join(', ')} FROM (${select})`);
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, String(value)]));
}

/** A description for the lake of these services, with so many tickets each. */
export function loadWhatDuckDbReads(which: string, names: readonly string[], tickets: number): void {
  describe(`the queries, on tickets of ${which}`, () => {
    let sandbox: Sandbox;
    let folder: string;
    let config: Config;
    let duck: Duck;
    beforeAll(async () => {
      sandbox = await startSandbox({ tickets, limits: false, clock: FROZEN, services: [...names] });
      const sources = names.map((name) => sourceOf(sandbox, name));
      const lake = newLake();
      config = configOf(lake, sources, { timezone: 'Asia/Kolkata' });
      expect((await exportOnce(config)).exit_code).toBe(0);
      folder = path.join(lake, 'parquet');
      duck = await openParquet(folder);
    }, 60_000);
    afterAll(async () => {
      duck.close();
      await sandbox.close();
    });

    test.each(['folder', 'azure'] as const)('from %s give what DuckDB reads', async (source) => {
      const { surroundings } = await lakeFiles(folder, SEEN_AS[source]);
      const load = loader({ source, location: SEEN_AS[source], incremental: false }, surroundings);
      for (const { name } of MODEL_TABLES) {
        const sums = sumsOf(load(name));
        expect({ name, sums }).toEqual({ name, sums: await sumsInDuckDb(duck, name) });
      }
      expect(load('Tickets').rows.length).toBeGreaterThan((2 / 3) * tickets * names.length);
    });

    test('from the feed of a running service give the same, page by page', async () => {
      const service = await serve(config, { page: { rows: 50, characters: 1_000_000 } });
      const { navigation, pages } = await readFeed(service);
      expect(pages).toBeGreaterThan(MODEL_TABLES.length);
      const location = `${service.url}/odata`;
      const surroundings: Surroundings = { 'OData.Feed': (url) => (url === location ? navigation : null) };
      const load = loader({ source: 'odata', location, incremental: false }, surroundings);
      for (const { name } of MODEL_TABLES) {
        const sums = sumsOf(load(name));
        expect({ name, sums }).toEqual({ name, sums: await sumsInDuckDb(duck, name) });
      }
    });

    test('of custom fields, one table a source, give what DuckDB reads', async () => {
      const fieldTables = publishedFieldTables(await readManifest(path.join(folder, '_manifest.json')));
      expect(fieldTables.length).toBeGreaterThan(0);
      const { surroundings } = await lakeFiles(folder, SEEN_AS.folder);
      const options = { source: 'folder' as const, location: SEEN_AS.folder, incremental: false, fieldTables };
      const load = loader(options, surroundings);
      for (const [at, { name, columns }] of fieldModelTables(fieldTables).entries()) {
        const file = literal(path.join(folder, `${fieldTables[at]?.name}.parquet`));
        expect(sumsOf(load(name))).toEqual(await sumsOfRows(duck, `SELECT * FROM read_parquet(${file})`, columns));
      }
    });

    test('have the type of each column that the Parquet file has', async () => {
      const { schemas } = await lakeFiles(folder, SEEN_AS.folder);
      for (const { name, rows, columns } of MODEL_TABLES) {
        const schema = rows.kind === 'fixed' ? undefined : schemas.get(path.join(folder, `${rows.table.name}.parquet`));
        const published = columns.filter((column) => schema?.has(column.lake.name) === true);
        const wanted = new Map(published.map((column) => [column.lake.name, column.lake.type]));
        const found = new Map([...(schema ?? [])].filter(([column]) => wanted.has(column)));
        expect({ name, types: found }).toEqual({ name, types: wanted });
        const loaded: Record<string, string> = {
          text: 'string',
          integer: 'int64',
          bigint: 'int64',
          double: 'double',
          boolean: 'boolean',
          date: 'dateTime',
          local: 'dateTime',
          instant: 'dateTime',
        };
        for (const column of columns) expect(column.dataType).toBe(loaded[column.lake.type]);
      }
    });
  });
}
