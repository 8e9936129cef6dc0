/**
 * The queries of the project as they are shipped, executed: an interpreter of the part of M that they use reads the
 * rows of published Parquet files, and what comes out is compared with DuckDB. Of all services: slow.test.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProjectOptions } from '../../etl/src/powerbi/options';
import { mText } from '../../etl/src/powerbi/m';
import { MODEL_TABLES } from '../../etl/src/powerbi/model/tables';
import type { Duck } from './duck';
import { openParquet } from './duck';
import { lakeFiles } from './lake-files';
import { evaluator } from './m';
import { LIBRARY, MError, Moment, Table, callable } from './m-values';
import type { Value } from './m-values';
import { SEEN_AS, loadWhatDuckDbReads, loader, sumsInDuckDb, sumsOf } from './queries.cases';
import { smallLake } from './small-lake';

const at = (year: number, month: number): Value => callable(LIBRARY['#datetime'])(year, month, 1, 0, 0, 0);

loadWhatDuckDbReads('two services', ['notific', 'teamswork'], 12);

describe('the queries, on a lake divided by month', () => {
  let lake: Awaited<ReturnType<typeof smallLake>>;
  let duck: Duck;
  const options: ProjectOptions = { source: 'folder', location: SEEN_AS.folder, incremental: true };
  beforeAll(async () => {
    lake = await smallLake({ partition: 'month' });
    duck = await openParquet(lake.parquet);
  });
  afterAll(async () => {
    duck.close();
    await lake.close();
  });

  test.each([true, false])('load everything with the range of the project (incremental: %s)', async (incremental) => {
    expect(readdirSync(path.join(lake.parquet, 'tickets')).toSorted()).toEqual([
      'created_month=2026-01',
      'created_month=2026-02',
      'created_month=unknown',
    ]);
    const { surroundings } = await lakeFiles(lake.parquet, SEEN_AS.folder);
    const load = loader({ ...options, incremental }, surroundings);
    for (const { name } of MODEL_TABLES) {
      const sums = sumsOf(load(name));
      expect({ name, sums }).toEqual({ name, sums: await sumsInDuckDb(duck, name) });
    }
  });

  test('load each row in one partition of the Service, whatever their lengths', async () => {
    const { surroundings } = await lakeFiles(lake.parquet, SEEN_AS.folder);
    // Years that are archived, then quarters, then months, as the Service cuts the window.
    const edges = [
      ...Array.from({ length: 19 }, (_, year) => at(2007 + year, 1)),
      at(2026, 1),
      at(2026, 2),
      at(2026, 3),
      at(2026, 4),
      at(2026, 7),
    ];
    const keys: Value[] = [];
    for (const [index, start] of edges.slice(0, -1).entries()) {
      const range = { RangeStart: start, RangeEnd: edges[index + 1] ?? start };
      const load = loader(options, { ...surroundings, ...range });
      keys.push(...load('Tickets').rows.map((row) => row.get('ticket_key') ?? null));
    }
    expect(keys.map(String).toSorted()).toEqual(['1', '2', '3', '4', '5', '6'].map((id) => `acme:${id}`));
  });

  test('take the first month of a range and leave the last, and know all columns of a month without a file', async () => {
    const { surroundings } = await lakeFiles(lake.parquet, SEEN_AS.folder);
    const rowsIn = (start: Value, end: Value, table = 'Tickets') =>
      loader(options, { ...surroundings, RangeStart: start, RangeEnd: end })(table).rows.length;
    expect(rowsIn(at(2026, 1), at(2026, 2))).toBe(3);
    expect(rowsIn(at(2026, 2), at(2026, 3))).toBe(2);
    expect(rowsIn(at(2025, 12), at(2026, 1))).toBe(0);
    expect(rowsIn(at(2020, 1), at(2020, 2))).toBe(1);
    // By their ticket's month: ticket 1 and 2 are of January.
    expect(rowsIn(at(2026, 1), at(2026, 2), 'Comments')).toBe(6);
    expect(rowsIn(at(2026, 2), at(2026, 3), 'Status Changes')).toBe(0);
  });
});

describe('the queries, on a folder where other things lie', () => {
  let lake: Awaited<ReturnType<typeof smallLake>>;
  let folder: string;
  beforeAll(async () => {
    lake = await smallLake();
    folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-powerbi-'));
    for (const name of readdirSync(lake.parquet)) copyFileSync(path.join(lake.parquet, name), path.join(folder, name));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await lake.close();
  });

  const options = (location: string): ProjectOptions => ({ source: 'folder', location, incremental: false });

  test('ignore what begins with _, . or tmp_, copies in other folders, and other names', async () => {
    const tickets = path.join(folder, 'tickets.parquet');
    for (const name of ['_tickets.parquet', '.tickets.parquet', 'tmp_tickets.parquet', 'tickets (1).parquet']) {
      writeFileSync(path.join(folder, name), 'torn');
    }
    for (const below of [
      'backup',
      'tickets/created_month=2026-01/old',
      'comments/created_month=2026-01',
      'scratch/x',
    ]) {
      mkdirSync(path.join(folder, below), { recursive: true });
      copyFileSync(tickets, path.join(folder, below, 'tickets.parquet'));
    }
    const { surroundings } = await lakeFiles(folder, SEEN_AS.folder);
    const load = loader(options(SEEN_AS.folder), surroundings);
    const clean = await openParquet(lake.parquet);
    for (const { name } of MODEL_TABLES) {
      const sums = sumsOf(load(name));
      expect({ name, sums }).toEqual({ name, sums: await sumsInDuckDb(clean, name) });
    }
    clean.close();
  });

  test.each([
    ['with / and a / at its end', 'C:/ticketlake/lake/parquet/'],
    ['in capitals', 'C:\\TICKETLAKE\\lake\\parquet'],
    ['on a server', '\\\\server\\share\\parquet'],
  ])('take a folder as it is typed: %s', async (_how, input) => {
    const { surroundings } = await lakeFiles(lake.parquet, input.replaceAll('/', '\\').replace(/\\$/, ''));
    const list = surroundings['Folder.Files'];
    const known = {
      ...surroundings,
      'Folder.Files': () => callable(list)(input.replaceAll('/', '\\').replace(/\\$/, '')),
    };
    expect(loader(options(input), known)('Tickets').rows).toHaveLength(6);
  });

  test('say what to set when the folder is another one', async () => {
    const { surroundings } = await lakeFiles(path.dirname(lake.parquet), 'C:\\ticketlake\\lake');
    const load = loader(options('C:\\ticketlake\\lake'), surroundings);
    expect(() => load('Tickets')).toThrow(
      new MError(
        'Ticketlake: There is no tickets.parquet in C:\\ticketlake\\lake (Set the parameter LakeFolder to the folder that holds _manifest.json. If it holds that file, no tickets were read yet: run ticketlake export, and ticketlake status says what is wrong.)',
      ),
    );
  });

  test('say what is wrong when incremental refresh meets a lake that is not divided by month', async () => {
    const { surroundings } = await lakeFiles(lake.parquet, SEEN_AS.folder);
    const load = loader({ ...options(SEEN_AS.folder), incremental: true }, surroundings);
    expect(() => load('Tickets')).toThrow(/The lake is not divided by month/);
    expect(load('Queue').rows).toHaveLength(0);
  });

  test('stop when a column is missing, instead of loading it empty', async () => {
    const { surroundings } = await lakeFiles(lake.parquet, SEEN_AS.folder);
    const older = { ...surroundings, 'Parquet.Document': () => new Table(['ticket_key'], []) };
    expect(() => loader(options(SEEN_AS.folder), older)('Tickets')).toThrow(
      "The column 'source' of the table wasn't found.",
    );
  });
});

describe('the interpreter refuses', () => {
  test.each<[string, string, RegExp]>([
    ['a function that is not in the library', 'Table.SelectRow(x, each true)', /no such name: Table.SelectRow/],
    ['a name that no step has', 'let A = 1 in B', /no such name: B/],
    ['brackets that do not close', 'List.Count({1, 2', /\} is missing/],
    ['a step without a comma', 'let A = 1 B = 2 in A', /in is missing/],
    ['an end that is none', '1 2', /something stands behind the end/],
    ['a wrong number of arguments', '((a) => a)(1, 2)', /2 arguments were passed/],
    ['a text where a number belongs', 'Text.Start("a", "b")', /not a number/],
    ['a test that is no logical', 'if "yes" then 1 else 2', /not a logical/],
  ])('%s', (_what, m, says) => {
    expect(() => evaluator({}, {})(m)).toThrow(says);
  });

  test('a value of another type than the cast, and a number that is not whole', () => {
    const cast = (value: Value, type: string) => () =>
      evaluator(
        {},
        { T: new Table(['c'], [new Map([['c', value]])]) },
      )(`Table.TransformColumnTypes(T, {{"c", ${type}}}, "en-US")`);
    expect(cast('1', 'type number')).toThrow('c is no number');
    expect(cast(1.5, 'Int64.Type')).toThrow('c is no Int64');
    expect(cast(new Moment('datetimezone', 0n), 'type datetime')).toThrow('c is no datetime');
    expect(cast(null, 'type text')).not.toThrow();
  });

  test('nothing that is not needed: M is lazy', () => {
    expect(evaluator({}, {})('let A = error Error.Record("a", "b", "c"), B = 2 in B')).toBe(2);
    expect(() => evaluator({}, {})('let A = error Error.Record("a", "b", "c") in A')).toThrow('a: b (c)');
  });
});

test('a path in the parameter means itself, whatever it holds', () => {
  const odd = 'C:\\lake "A"\\#(lf)\\é, b';
  expect(evaluator({}, {})(mText(odd))).toBe(odd);
  expect(mText(odd)).toBe('"C:\\lake ""A""\\#(#)(lf)\\é, b"');
});
