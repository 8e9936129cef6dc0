/**
 * Gives everything that a lake holds of a source another name, or removes it. The rows change in one commit, which also
 * says what is left to be done with files: whoever opens the lake next to write to it does that first.
 */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isObject, parseJson } from '../../../vendors/json';
import { fold } from '../../../vendors/text';
import { failpoint } from '../base/failpoint';
import { sizeOf, syncFolder } from '../base/files';
import { forgetSource, readErasures, renameSource, writeErasures } from '../privacy/erasures';
import { literal, quoted } from '../schema/tables';
import type { WorkingDatabase } from '../store/database';
import { metaValue, setMeta } from '../store/ddl';
import { markAllDirty } from '../store/dirty';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

/** `to` null: removed. */
export interface SourceChange {
  from: string;
  to: string | null;
}

interface Unfinished extends SourceChange {
  /** Whether raw/ had a folder of `from` when the rows were changed. */
  hadRaw: boolean;
}

/** Where the working database notes what is left to be done. */
export const UNFINISHED_CHANGE = 'source_change';

/** How many rows the working database has of a source, by table; tables without any are left out. */
export async function rowsOfSource(session: Session, source: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesWithSource(session)) {
    const rows = await session.one(
      `SELECT count(*) AS n FROM ${quoted(table)} WHERE source = $source`,
      { source },
      (row) => numberIn(row, 'n'),
    );
    if (rows !== undefined && rows > 0) counts[table] = rows;
  }
  return counts;
}

/**
 * Changes the rows, then the files. Published tables follow with the next publication.
 * @param change `to` has no tickets of its own: what else the lake holds under that name is given up
 */
export async function changeSource(working: WorkingDatabase, lake: string, change: SourceChange): Promise<void> {
  const hadRaw = (await sizeOf(path.join(lake, 'raw', change.from))) !== null;
  await working.transaction(async (session) => {
    if (change.to === null) await removeRows(session, change.from);
    else await renameRows(session, change.from, change.to);
    await markAllDirty(session);
    await setMeta(session, { [UNFINISHED_CHANGE]: JSON.stringify({ ...change, hadRaw }) });
  });
  failpoint('sources.committed');
  await finishSourceChange(working, lake);
}

/** What a change that was killed left undone. To be called by whoever holds the lake, before anything is read or written. */
export async function finishSourceChange(working: WorkingDatabase, lake: string): Promise<void> {
  const change = unfinishedIn(await metaValue(working, UNFINISHED_CHANGE));
  if (change === undefined) return;
  await changeErasures(lake, change);
  failpoint('sources.erasures_written');
  await changeRaw(path.join(lake, 'raw'), change);
  failpoint('sources.raw_moved');
  await working.run('DELETE FROM meta WHERE key = ?', [UNFINISHED_CHANGE]);
}

/** What is kept of published rows has no such column: it is computed from the rest. */
async function tablesWithSource(session: Session): Promise<string[]> {
  return session.all(
    `SELECT DISTINCT c.table_name FROM duckdb_columns() c JOIN duckdb_tables() t USING (table_oid)
     WHERE t.database_name = current_database() AND NOT t.internal AND NOT t.temporary AND c.column_name = 'source'
     ORDER BY c.table_name`,
    undefined,
    (row) => textIn(row, 'table_name'),
  );
}

async function removeRows(session: Session, source: string, but: readonly string[] = []): Promise<void> {
  for (const table of await tablesWithSource(session)) {
    if (!but.includes(table)) await session.run(`DELETE FROM ${quoted(table)} WHERE source = $source`, { source });
  }
}

/** Runs and requests of both names are kept: the runs that found nothing under the new one, and what they spent. */
async function renameRows(session: Session, from: string, to: string): Promise<void> {
  await session.run(
    'DELETE FROM runs r WHERE source = $to AND EXISTS (SELECT 1 FROM runs o WHERE o.source = $from AND o.run_id = r.run_id AND o.stream = r.stream)',
    { from, to },
  );
  await session.run(
    `UPDATE quota_spent q SET requests = q.requests + o.requests FROM quota_spent o
     WHERE q.source = $from AND o.source = $to AND o.minute = q.minute`,
    { from, to },
  );
  await session.run(
    'DELETE FROM quota_spent q WHERE source = $to AND EXISTS (SELECT 1 FROM quota_spent o WHERE o.source = $from AND o.minute = q.minute)',
    { from, to },
  );
  await removeRows(session, to, ['runs', 'quota_spent']);
  for (const table of await tablesWithSource(session)) {
    await session.run(`UPDATE ${quoted(table)} SET source = $to WHERE source = $from`, { from, to });
  }
  // Its files are named `<source>/<run>/<stream>…`.
  await session.run(
    `UPDATE spool SET file = ${literal(to)} || substr(file, ${[...from].length + 1}) WHERE source = $to AND starts_with(file, $prefix)`,
    { to, prefix: `${from}/` },
  );
}

async function changeErasures(lake: string, { from, to }: SourceChange): Promise<void> {
  const noted = await readErasures(lake);
  const concerned = noted.erasures.filter(({ sources, people }) => {
    return sources.includes(from) || people.some(({ source }) => source === from);
  });
  if (concerned.length === 0) return;
  writeErasures(lake, to === null ? forgetSource(noted, from) : renameSource(noted, from, to));
}

async function changeRaw(raw: string, { from, to, hadRaw }: Unfinished): Promise<void> {
  const folder = path.join(raw, from);
  const isThere = (await sizeOf(folder)) !== null;
  if (to === null) await rm(folder, { recursive: true, force: true });
  else if (isThere || !hadRaw) {
    const target = path.join(raw, to);
    // Where a disk takes both names for one, there is nothing besides to give up.
    if (fold(from) !== fold(to)) await rm(target, { recursive: true, force: true });
    if (isThere) await rename(folder, target);
  }
  if ((await sizeOf(raw)) !== null) await syncFolder(raw);
}

function unfinishedIn(text: string | undefined): Unfinished | undefined {
  const parsed = text === undefined ? undefined : parseJson(text);
  if (!parsed?.ok || !isObject(parsed.value)) return undefined;
  const { from, to, hadRaw } = parsed.value;
  if (typeof from !== 'string' || (typeof to !== 'string' && to !== null)) return undefined;
  return { from, to, hadRaw: hadRaw === true };
}
