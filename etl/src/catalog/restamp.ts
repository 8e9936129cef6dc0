/**
 * Stamps a lake anew that was written by a machine whose clock was ahead: until that time came, all of its later stamps
 * would be wrong, too. The rows change in one commit, which also says what is left to be done with raw/: whoever opens
 * the lake next to write to it does that first.
 */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from '../../../vendors/json';
import { isObject, jsonText, parseJson } from '../../../vendors/json';
import { syncFolder } from '../base/files';
import { failpoint } from '../base/failpoint';
import { JOURNAL } from '../raw/journal';
import { rewriteFile } from '../raw/rewrite';
import { spoolFiles, streamIn } from '../raw/spool';
import { quoted } from '../schema/tables';
import type { WorkingDatabase } from '../store/database';
import { metaValue, setMeta } from '../store/ddl';
import { markAllDirty } from '../store/dirty';
import { INSTANTS, LISTS, READINGS } from '../store/latest-stamp';
import { numberIn, textIn } from '../store/row';
import { observedHash } from '../store/row-hash';
import type { Session } from '../store/session';
import { noteAnyUnpublished } from '../store/unpublished';
import { largest } from '../base/largest';
import type { ClockCorrection } from './clock-correction';
import { TOLERATED_AHEAD_MS, correctedInstant, correctedRunId, correctionIn, correctionOf } from './clock-correction';

/** Where the working database notes what is left to be done. */
export const UNFINISHED_RESTAMP = 'clock_correction';

/**
 * @param latest the latest stamp of the lake
 * @param now what time it is by the services and by this machine, canonical
 * @returns how far the stamps were ahead, ms; null: they were not
 */
export async function restampLake(
  working: WorkingDatabase,
  lake: string,
  latest: string | null,
  now: string,
): Promise<number | null> {
  if (latest === null || Date.parse(latest) - Date.parse(now) <= TOLERATED_AHEAD_MS) return null;
  const correction = await correctionOf(working, latest, now);
  await working.transaction(async (session) => {
    await correctInstants(session, correction);
    await correctRunIds(session, correction);
    await correctBudgets(session, now);
    // Days that have not come yet are not counted.
    await session.run("DELETE FROM meta WHERE key = 'backlog_through'");
    await markAllDirty(session);
    await noteAnyUnpublished(session);
    await setMeta(session, { [UNFINISHED_RESTAMP]: JSON.stringify(correction) });
  });
  failpoint('restamp.committed');
  await finishRestamp(working, lake);
  return correction.byMs;
}

/** What was left undone by a run that was killed. To be called by whoever holds the lake, before anything is read or written. */
export async function finishRestamp(working: WorkingDatabase, lake: string): Promise<void> {
  const correction = correctionIn(await metaValue(working, UNFINISHED_RESTAMP));
  if (correction === undefined) return;
  const raw = path.join(lake, 'raw');
  const sources = await working.all('SELECT source FROM sources', undefined, (row) => textIn(row, 'source'));
  for (const source of sources) await correctRaw(working, raw, source, correction);
  await working.run('DELETE FROM meta WHERE key = ?', [UNFINISHED_RESTAMP]);
}

const MOVED = 'to_milliseconds($byMs)';
const TEXT = '%Y-%m-%dT%H:%M:%S.%fZ';
const movedText = (text: string): string => `strftime(${text}::TIMESTAMPTZ - ${MOVED}, '${TEXT}')`;

async function correctInstants(session: Session, { from, byMs }: ClockCorrection): Promise<void> {
  const span = { from, byMs };
  for (const [table, column] of [...INSTANTS, ...(await martStamps(session))]) {
    const stamp = quoted(column);
    await session.run(
      `UPDATE ${quoted(table)} SET ${stamp} = ${stamp} - ${MOVED} WHERE ${stamp} >= $from::TIMESTAMPTZ`,
      span,
    );
  }
  for (const column of ['begun_at', 'moved_at'])
    await session.run(`UPDATE slices SET ${column} = ${movedText(column)} WHERE ${column} >= $from`, span);
  // A change that was seen between two runs is named after the reading that saw it.
  await session.run(
    `UPDATE w_changes SET event_id = 'observed-' || ${movedText('rank')}, hash = ${observedHash(movedText('rank'))},
       changed_at = CASE WHEN changed_at >= $from::TIMESTAMPTZ THEN changed_at - ${MOVED} ELSE changed_at END
     WHERE origin = 'observed' AND event_id = 'observed-' || rank AND rank >= $from`,
    span,
  );
  for (const table of [...READINGS, 'w_custom_values'])
    await session.run(`UPDATE ${table} SET rank = ${movedText('rank')} WHERE rank >= $from`, span);
  for (const table of LISTS)
    await session.run(`UPDATE ${table} SET rank = ${movedText('rank')} WHERE origin = 'list' AND rank >= $from`, span);
}

/** What is published of each row was stamped, too. */
function martStamps(session: Session): Promise<Array<readonly [string, string]>> {
  return columnsNamed(session, ['extracted_at'], "starts_with(table_name, 'k_')");
}

function columnsNamed(
  session: Session,
  names: readonly string[],
  where: string,
): Promise<Array<readonly [table: string, column: string]>> {
  const list = names.map((name) => `'${name}'`).join(', ');
  return session.all(
    `SELECT table_name, column_name FROM duckdb_columns()
     WHERE database_name = current_database() AND NOT internal AND column_name IN (${list}) AND ${where} ORDER BY ALL`,
    undefined,
    (row) => [textIn(row, 'table_name'), textIn(row, 'column_name')] as const,
  );
}

/** Runs are sorted by their ids. */
async function correctRunIds(session: Session, correction: ClockCorrection): Promise<void> {
  const places = await columnsNamed(session, ['run_id', 'first_run_id', 'last_run_id'], 'true');
  const ids = places.map(([table, column]) => `SELECT DISTINCT ${quoted(column)} AS id FROM ${quoted(table)}`);
  const known = await session.all(
    `SELECT DISTINCT id FROM (${ids.join(' UNION ALL ')}) WHERE id IS NOT NULL ORDER BY id`,
    undefined,
    (row) => textIn(row, 'id'),
  );
  for (const id of known) {
    const corrected = correctedRunId(correction, id);
    if (corrected === id) continue;
    for (const [table, column] of places)
      await session.run(`UPDATE ${quoted(table)} SET ${quoted(column)} = $corrected WHERE ${quoted(column)} = $id`, {
        corrected,
        id,
      });
    // Of two mentions that say as much the later run's wins.
    for (const table of [...LISTS, 'w_roles'])
      await session.run(
        `UPDATE ${table} SET rank = replace(rank, $id, $corrected) WHERE origin <> 'list' AND contains(rank, $id)`,
        { corrected, id },
      );
  }
}

/** What was spent in minutes that have not come yet counts as spent now. */
async function correctBudgets(session: Session, now: string): Promise<void> {
  const minute = BigInt(Math.floor(Date.parse(now) / 60_000));
  await session.run(
    `INSERT INTO quota_spent SELECT source, $minute, sum(requests)::INTEGER FROM quota_spent WHERE minute > $minute GROUP BY source`,
    { minute },
  );
  await session.run('DELETE FROM quota_spent WHERE minute > $minute', { minute });
}

/** A run's folder is written anew beside the old one under its new name, which the old one then gives way to. */
async function correctRaw(
  working: WorkingDatabase,
  raw: string,
  source: string,
  correction: ClockCorrection,
): Promise<void> {
  const runs = new Set((await spoolFiles(raw, source)).map((file) => file.split('/')[1] ?? ''));
  for (const run of [...runs].sort()) {
    const corrected = correctedRunId(correction, run);
    if (corrected === run) continue;
    const files = (await spoolFiles(raw, source)).filter((file) => file.startsWith(`${source}/${run}/`));
    for (const file of files) {
      const target = `${source}/${corrected}/${path.posix.basename(file)}`;
      const change = (line: string): string => correctedLine(correction, line, streamIn(file) === JOURNAL);
      const ends = await rewriteFile(path.join(raw, file), path.join(raw, target), change);
      await moveSpool(working, file, target, ends);
    }
    await syncFolder(path.join(raw, source, corrected));
    failpoint('restamp.rewritten');
    const backup = path.join(working.places.scratch, `${source}-${run}`);
    await rm(backup, { recursive: true, force: true });
    await rename(path.join(raw, source, run), backup);
    await syncFolder(path.join(raw, source));
    await rm(backup, { recursive: true, force: true });
  }
}

/** How far the file was loaded, in bytes of the new one. */
async function moveSpool(
  working: WorkingDatabase,
  file: string,
  target: string,
  ends: Map<number, number>,
): Promise<void> {
  await working.transaction(async (session) => {
    const loaded = await session.one('SELECT loaded_to FROM spool WHERE file = ?', [file], (row) =>
      numberIn(row, 'loaded_to'),
    );
    if (loaded === undefined) return;
    const end = ends.get(loaded) ?? largest([...ends].filter(([old]) => old <= loaded).map(([, at]) => at));
    await session.run('DELETE FROM spool WHERE file = ?', [target]);
    await session.run('UPDATE spool SET file = ?, loaded_to = ? WHERE file = ?', [target, BigInt(end), file]);
  });
}

/** A line that cannot be read stays as it is: it is passed over anyway. */
function correctedLine(correction: ClockCorrection, line: string, isJournal: boolean): string {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return line;
  const head = correctedMembers(correction, parsed.value, ['receivedAt']);
  if (!isJournal || !isObject(head['body'])) return jsonText(head);
  const body = correctedMembers(correction, head['body'], ['at', 'wholeSince']);
  const finished = isObject(body['finished']) ? correctedMembers(correction, body['finished'], ['at']) : undefined;
  return jsonText({ ...head, body: finished === undefined ? body : { ...body, finished } });
}

function correctedMembers(correction: ClockCorrection, record: JsonObject, names: readonly string[]): JsonObject {
  const changed = names.flatMap((name) => {
    const stamp = record[name];
    return typeof stamp === 'string' ? [[name, correctedInstant(correction, stamp)] as const] : [];
  });
  return { ...record, ...Object.fromEntries(changed) };
}
