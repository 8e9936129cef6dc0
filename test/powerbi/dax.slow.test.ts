/**
 * The measures in DAX, evaluated by an engine that is not ours (pbix_mcp, which PyPI's pbip-compiler brings), held
 * against their twins in SQL: in all, in two periods, and under values of every visible field. Where the engine is not
 * installed, the test is skipped and says so.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MEASURES } from '../../etl/src/powerbi/measures/measures';
import { measureSql } from '../../etl/src/powerbi/measures/measure';
import { RELATIONSHIPS } from '../../etl/src/powerbi/model/relationships';
import { MODEL_TABLES } from '../../etl/src/powerbi/model/tables';
import { projectFiles } from '../../etl/src/powerbi/project';
import { pythonFolder } from '../support/python';
import type { Duck } from './duck';
import { openParquet } from './duck';
import type { Period } from './fields';
import { figureUnder, valuesOf } from './fields';
import { measuresOf, readModel } from './model-checks';
import { modelRowsSql } from './model-rows';
import { smallLake } from './small-lake';
import { SAMPLE } from './variants';

const SCRIPT = path.resolve(__dirname, 'compare_dax.py');
const PERIODS: readonly Period[] = [
  null,
  { first: '2026-01-01', last: '2026-01-31' },
  { first: '2026-02-01', last: '2026-02-28' },
];
const OF_TICKETS = MEASURES.filter(({ folder }) => folder !== 'Data Health');
const FIELDS = MODEL_TABLES.filter(({ name }) => !['Dates', 'Runs', 'Rejects', 'Targets'].includes(name)).flatMap(
  ({ name: table, columns }) =>
    columns.filter(({ isHidden }) => !isHidden).map(({ name, lake }) => ({ table, name, column: `"${lake.name}"` })),
);

interface Case {
  period: Period;
  field: string | null;
  value: string | null;
  figures: Record<string, number | null>;
}

async function casesOf(duck: Duck): Promise<Case[]> {
  const cases: Case[] = [];
  for (const period of PERIODS) {
    const all: Case = { period, field: null, value: null, figures: {} };
    for (const measure of OF_TICKETS) {
      const figure = await duck.value(measureSql(measure, period));
      all.figures[measure.name] = figure === null ? null : Number(figure);
    }
    cases.push(all);
    for (const field of FIELDS) {
      for (const value of (await valuesOf(duck, field)).slice(0, 2)) {
        const under: Case = { period, field: `${field.table}.${field.name}`, value, figures: {} };
        for (const { name } of OF_TICKETS) {
          under.figures[name] = await figureUnder(duck, name, [{ field, value }], period);
        }
        cases.push(under);
      }
    }
  }
  return cases;
}

async function tablesOf(duck: Duck) {
  const tables: Record<string, unknown> = {};
  for (const { name, columns } of MODEL_TABLES) {
    const shown = columns.map(({ name: column, lake }) => {
      const isText = ['date', 'local', 'instant'].includes(lake.type);
      return `"${lake.name}"${isText ? '::VARCHAR' : ''} AS "${column}"`;
    });
    const rows = await duck.rows(`SELECT ${shown.join(', ')} FROM (${modelRowsSql(name)})`);
    tables[name] = {
      columns: columns.map((column) => ({ name: column.name, type: column.lake.type })),
      rows: rows.map((row) => columns.map((column) => row[column.name] ?? null)),
    };
  }
  return tables;
}

const python = pythonFolder('dax');

if (python === undefined) {
  test.skip('no engine for DAX: npm run python:setup dax', () => undefined);
} else {
  test('every measure is in DAX what it is in SQL, under every visible field', async () => {
    const lake = await smallLake();
    const duck = await openParquet(lake.parquet);
    const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-dax-'));
    const measures = measuresOf(readModel(projectFiles(SAMPLE)));
    const model = {
      tables: await tablesOf(duck),
      relationships: RELATIONSHIPS,
      measures: Object.fromEntries(measures.map(({ name, expression }) => [name, expression.join('\n')])),
      homes: Object.fromEntries(MEASURES.map(({ name, table }) => [name, table])),
      cases: await casesOf(duck),
    };
    const file = path.join(folder, 'model.json');
    writeFileSync(
      file,
      JSON.stringify(model, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    );
    const printed = execFileSync(path.join(python, 'python'), [SCRIPT, file], { encoding: 'utf8', maxBuffer: 1 << 26 });
    rmSync(folder, { recursive: true });
    duck.close();
    await lake.close();
    const { equal, different } = JSON.parse(printed) as { equal: number; different: unknown[] };
    expect(different).toEqual([]);
    expect(equal).toBe(model.cases.length * OF_TICKETS.length);
    expect(equal).toBeGreaterThan(5000);
  }, 300_000);
}
