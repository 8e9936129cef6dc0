/** What the working database keeps of published rows: a narrow table for each of theirs. */
import { z } from 'zod';
import type { Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { quoted } from '../schema/tables';
import { textIn } from '../store/row';
import type { Session } from '../store/session';

/** Columns that published tables have, each with its form. */
const COLUMNS = 'mart_columns';
const PREFIX = 'k_';

/** The table of the keys, hashes and stamps of the rows of a table. */
export function keyTable({ name }: Pick<Table, 'name'>): string {
  return `${PREFIX}${name}`;
}

async function createKeys(session: Session, table: Table): Promise<void> {
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${keyTable(table)}(key UBIGINT, ticket_key VARCHAR, created TIMESTAMP, hash UHUGEINT,
       run_id VARCHAR, extracted_at TIMESTAMPTZ, edition INTEGER)`,
  );
}

/**
 * Brings the tables of keys into the present shape. Of a table that has new columns beside those of an earlier schema
 * version, rows keep the run that changed them last. Where more than that is new, keys are forgotten: all rows are new.
 */
export async function settleKeys(session: Session, tables: readonly Table[]): Promise<void> {
  const known = await standingColumns(session);
  for (const table of tables) {
    const standing = known.get(table.name);
    const present = formsOf(table);
    if (standing !== undefined && isSame(standing, present)) continue;
    await createKeys(session, table);
    if (standing !== undefined && !isLarger(standing, table)) await session.run(`DELETE FROM ${keyTable(table)}`);
    await forgetColumns(session, table.name);
    await session.run(`INSERT INTO ${COLUMNS} VALUES (?, ?)`, [table.name, JSON.stringify([...present])]);
  }
}

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
