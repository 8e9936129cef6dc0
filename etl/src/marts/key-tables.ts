/** What the working database keeps of published rows: a narrow table for each of theirs. */
import { z } from 'zod';
import type { Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { quoted } from '../schema/tables';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { textIn } from '../store/row';
import type { Session } from '../store/session';

/** Columns that published tables have, each with its form. */
const COLUMNS = 'mart_columns';
const PREFIX = 'k_';

/** The table of the keys, hashes and stamps of the rows of a table. */
export function keyTable({ name }: Pick<Table, 'name'>): string {
  return `${PREFIX}${name}`;
}

function createSql(table: Table): string {
  return `CREATE TABLE IF NOT EXISTS ${keyTable(table)}(key UBIGINT, ticket_key VARCHAR, created TIMESTAMP, hash UHUGEINT,
    run_id VARCHAR, extracted_at TIMESTAMPTZ, edition INTEGER)`;
}

/**
 * Brings the tables of keys into the present shape. Of a table that has new columns beside those of an earlier schema
 * version, rows keep the run that changed them last. Where more than that is new, keys are forgotten: all rows are new.
 */
export async function settleKeys(session: Session, tables: readonly Table[]): Promise<void> {
  const known = await standingColumns(session);
  const others = tables.filter((table) => {
    const standing = known.get(table.name);
    return standing === undefined || !isSame(standing, formsOf(table));
  });
  if (others.length === 0) return;
  await session.run(others.map(createSql).join('; '));
  for (const table of others) {
    const standing = known.get(table.name);
    if (standing !== undefined && !isLarger(standing, table)) await session.run(`DELETE FROM ${keyTable(table)}`);
  }
  await session.run(`DELETE FROM ${COLUMNS} WHERE "table" IN (SELECT "table" FROM ${jsonRows(ENTRY)})`, {
    rows: JSON.stringify(others.map(({ name }) => ({ table: name }))),
  });
  const entries = others.map((table) => ({ table: table.name, columns: JSON.stringify([...formsOf(table)]) }));
  await session.run(`INSERT INTO ${COLUMNS} BY NAME FROM ${jsonRows(ENTRY)}`, { rows: JSON.stringify(entries) });
}

const ENTRY: JsonColumns = [
  ['table', 'VARCHAR'],
  ['columns', 'VARCHAR'],
];

/** Drops the keys of tables that are not published any more. @param prefix of their names @param kept that stay */
export async function dropOtherKeys(session: Session, prefix: string, kept: ReadonlySet<string>): Promise<void> {
  const names = [...(await standingColumns(session)).keys()];
  for (const name of names.filter((each) => each.startsWith(prefix) && !kept.has(each))) {
    await session.run(`DROP TABLE IF EXISTS ${quoted(keyTable({ name }))}`);
    await forgetColumns(session, name);
  }
}

function forgetColumns(session: Session, table: string): Promise<void> {
  return session.run(`DELETE FROM ${COLUMNS} WHERE "table" = $table`, { table });
}

const FORMS = z.array(z.tuple([z.string(), z.string()]));

async function standingColumns(session: Session): Promise<Map<string, Map<string, string>>> {
  const found = await session.all(`SELECT "table", columns FROM ${COLUMNS}`, undefined, (row) => {
    const forms = FORMS.parse(JSON.parse(textIn(row, 'columns')));
    return [textIn(row, 'table'), new Map(forms)] as const;
  });
  return new Map(found);
}

function formsOf({ columns }: Table): Map<string, string> {
  return new Map(columns.map(({ name, type, nullable }) => [name, `${sqlType(type)}${nullable ? '' : ' NOT NULL'}`]));
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, form]) => other.get(name) === form);
}

/** Whether the table has all columns of before, and others which may be empty. */
function isLarger(standing: ReadonlyMap<string, string>, table: Table): boolean {
  const present = formsOf(table);
  const added = table.columns.filter(({ name }) => !standing.has(name));
  return added.every(({ nullable }) => nullable) && [...standing].every(([name, form]) => present.get(name) === form);
}
