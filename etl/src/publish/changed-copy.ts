/**
 * Copies `ticketlake.duckdb` aside and changes in the copy what changed in the marts: far cheaper than a fresh file where
 * few of many rows did. DuckDB leaves deleted rows in the blocks of a file, so a copy is made only of a file whose rows
 * changed because tickets did: never after an erasure, nor after another configuration or program.
 */
import { chmod, constants, copyFile } from 'node:fs/promises';
import type { Table } from '../schema/column';
import { columnNames, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { failpoint } from '../base/failpoint';
import { sha256Of, sizeOf } from '../base/files';
import type { WorkingDatabase } from '../store/database';
import { numberIn } from '../store/row';
import type { Session } from '../store/session';
import { inFile, tableIn } from './fresh-file';
import type { Basis, Standing } from './standing-database';

/** Above this share of deleted rows a file is written afresh. */
const LARGE_SHARE = 0.2;
/** So it is when it has grown by more than this, be it by rows that are new. */
const LARGE_GROWTH = 1.5;
const WRITABLE = 0o644;

export interface Copying {
  /** The last file. */
  standing: Standing;
  /** What the marts are made from now. */
  madeFrom: string;
  /** Instant of this publication. */
  now: string;
  /** All that are published. */
  all: readonly Table[];
  /** Tables whose rows may not be those of the last file. */
  changed: ReadonlySet<Table>;
}

/**
 * @param file where the copy is to be
 * @returns how many rows of tickets and people were ever deleted in the file; null when it has to be written afresh
 */
export async function changedCopy(
  working: WorkingDatabase,
  file: string,
  { standing, madeFrom, now, all, changed }: Copying,
): Promise<number | null> {
  const { basis, sha256 } = standing;
  // A clock that stands still cannot tell rows that changed from those that did not.
  if (basis === undefined || basis.made_from !== madeFrom || basis.at >= now) return null;
  if (((await sizeOf(working.places.published)) ?? 0) > basis.fresh_bytes * LARGE_GROWTH) return null;
  if (!(await isCopied(working.places.published, file, sha256))) return null;
  failpoint('publish.copied');
  const isLarge = (replaced: number) => replaced > rowsOf(basis, all) * LARGE_SHARE;
  const replaced = await inFile(working, file, async (session) => {
    let deleted = basis.replaced;
    for (const table of changed) {
      const rows = await deleteStale(session, table, basis.at);
      if (isOfPeople(table)) deleted += rows;
    }
    if (isLarge(deleted)) return deleted;
    for (const table of changed) await insertFresh(session, table, basis.at);
    return deleted;
  });
  failpoint('publish.copy_changed');
  return isLarge(replaced) ? null : replaced;
}

function rowsOf({ measures }: Basis, tables: readonly Table[]): number {
  return tables.filter(isOfPeople).reduce((sum, { name }) => sum + (measures[name]?.rows ?? 0), 0);
}

/** Whether rows say something of a ticket or of a person. */
function isOfPeople({ columns }: Table): boolean {
  return columns.some(({ name }) => name === 'ticket_key' || name === 'person_key');
}

/** @returns whether it was there, as it was published */
async function isCopied(from: string, file: string, sha256: string): Promise<boolean> {
  try {
    await copyFile(from, file, constants.COPYFILE_FICLONE);
  } catch {
    return false;
  }
  await chmod(file, WRITABLE);
  return (await sha256Of(file)) === sha256;
}

/** @param at rows of the mart that were stamped up to this instant stand in the file as they are */
async function deleteStale(session: Session, table: Table, at: string): Promise<number> {
  const [file, mart, key] = [tableIn(table), martName(table), `hash(${table.key.map(quoted).join(', ')})`];
  const fresh = `FROM ${mart} WHERE extracted_at > $at::TIMESTAMPTZ`;
  const deleted = await session.write(`DELETE FROM ${file} WHERE ${key} IN (SELECT ${key} ${fresh})`, { at });
  const left = await session.one(
    `SELECT (SELECT count(*) FROM ${file}) - (SELECT count(*) FROM ${mart} WHERE extracted_at <= $at::TIMESTAMPTZ) AS n`,
    { at },
    (row) => numberIn(row, 'n'),
  );
  if (left === 0) return deleted;
  // Rows that are not in the mart any more: all keys are compared.
  return deleted + (await session.write(`DELETE FROM ${file} WHERE ${key} NOT IN (SELECT ${key} FROM ${mart})`));
}

async function insertFresh(session: Session, table: Table, at: string): Promise<void> {
  const columns = columnNames(table).map(quoted).join(', ');
  await session.run(
    `INSERT INTO ${tableIn(table)} SELECT ${columns} FROM ${martName(table)} WHERE extracted_at > $at::TIMESTAMPTZ`,
    { at },
  );
}
