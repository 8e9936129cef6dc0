/** What follows from a new or changed ticket row, in the same transaction. */
import { literal } from '../schema/tables';
import { observedHash } from '../store/row-hash';
import type { Session } from '../store/session';
import { STORED_VALUES } from '../store/staging-tables';
import type { Stage, StageFile } from '../store/staging';
import { NdjsonWriter } from '../store/staging';
import type { FirstSight, MergeResult, Upsert } from './upsert';

/** Tickets of a batch as they were staged. */
export interface StagedTickets {
  mergeResult: MergeResult;
  /** The readings of those that were read more than once; null: none was. */
  steps: Stage | null;
}

/** For rows of the table's columns and `n`, the number of the ticket's row in the batch. */
export function valuesWriter(folder: string): NdjsonWriter {
  return new NdjsonWriter(folder, STORED_VALUES.name, [...STORED_VALUES.columns, ['n', 'INTEGER']]);
}

/** The status of a reading, beside its rank and stream. */
const READ = ['status', 'status_group', 'status_at', 'updated_at'];
const OLD = [
  ['status', 'old_status', 'VARCHAR'],
  ['status_group', 'old_group', 'VARCHAR'],
  ['updated_at', 'old_updated_at', 'TIMESTAMPTZ'],
  ['rank', 'old_rank', 'VARCHAR'],
  ['run_id', 'old_run', 'VARCHAR'],
  ['first_done_at', 'first_done_at', 'TIMESTAMPTZ'],
] as const;

/** A ticket that is done when it is seen for the first time was done by its last change. */
export function firstSight(steps: Stage | null): FirstSight {
  const done = (row: string): string =>
    `CASE WHEN ${row}.status_group IN ('solved', 'closed') THEN ${row}.updated_at END`;
  return {
    read: READ,
    old: OLD,
    doneAt: steps === null ? done('s') : `CASE WHEN f.step = 0 THEN ${done('f')} ELSE ${done('s')} END`,
    join: steps === null ? '' : `LEFT JOIN ${steps.name} f ON f.ticket_id = s.ticket_id AND f.step = 0`,
  };
}

/**
 * Custom values are replaced whole with their ticket.
 * @param superseded numbers of ticket rows that a later reading took the place of
 */
export async function replaceValues(
  session: Session,
  values: StageFile,
  superseded: readonly number[],
  { mergeResult }: StagedTickets,
  { source, runId }: Upsert,
): Promise<void> {
  if (mergeResult.all.changed > 0)
    await session.run(
      `DELETE FROM w_custom_values w USING ${mergeResult.name} v WHERE w.source = $source AND v.verdict = 'changed' AND w.ticket_id = v.ticket_id`,
      { source },
    );
  const { all } = mergeResult;
  if (values.rows === 0 || all.new + all.changed === 0) return;
  const left = superseded.length === 0 ? '' : `WHERE f.n NOT IN (SELECT unnest([${superseded.join()}]))`;
  const written =
    all.unchanged === 0
      ? ''
      : `SEMI JOIN (SELECT ticket_id FROM ${mergeResult.name} WHERE verdict IN ('new', 'changed')) v USING (ticket_id)`;
  await session.run(
    `INSERT INTO w_custom_values BY NAME SELECT $source AS source, $run AS run_id, f.* EXCLUDE (n) FROM ${values.sql} f ${written} ${left}`,
    { source, run: runId },
  );
}

/**
 * A status that differs from the one before, stored or read in the same batch, is written down as seen, at the time
 * that the ticket itself gives for it, where that lies between the two readings. Where the
 * service's own log tells the same change, the published history takes the log's word instead.
 */
export async function observeStatus(
  session: Session,
  { mergeResult, steps }: StagedTickets,
  { source, runId }: Upsert,
): Promise<void> {
  // What is new and was read once was never seen otherwise.
  if (steps === null && mergeResult.all.changed === 0) return;
  const read = [...READ, 'rank', 'stream'].join(', ');
  const several = steps === null ? '' : `UNION ALL SELECT ticket_id, step, ${read} FROM ${steps.name}`;
  const once = steps === null ? '' : `ANTI JOIN ${steps.name} USING (ticket_id)`;
  await session.run(
    `INSERT INTO w_changes BY NAME
     WITH read AS (
       SELECT ticket_id, 0 AS step, ${read} FROM ${mergeResult.name} ${once} ${several}
     ), readings AS (
       SELECT ticket_id, -1 AS step, old_status AS status, old_group AS status_group, NULL::TIMESTAMPTZ AS status_at, old_rank AS rank, stream FROM ${mergeResult.name} WHERE old_rank IS NOT NULL
       UNION ALL
       SELECT t.ticket_id, t.step, t.status, t.status_group, t.status_at, t.rank, t.stream FROM read t JOIN ${mergeResult.name} v USING (ticket_id)
       WHERE v.old_rank IS NULL OR (t.rank >= v.old_rank AND NOT coalesce(v.old_run = $run AND t.updated_at < v.old_updated_at, false))
     ), chain AS (
       SELECT *, lag(step) OVER steps AS before, lag(rank) OVER steps AS before_rank, lag(status) OVER steps AS from_status, lag(status_group) OVER steps AS from_group
       FROM readings WINDOW steps AS (PARTITION BY ticket_id ORDER BY step)
     )
     SELECT $source AS source, c.ticket_id, 'observed-' || c.rank AS event_id, c.from_status, c.status AS to_status, c.from_group,
       c.status_group AS to_group,
       CASE WHEN c.status_at > c.before_rank::TIMESTAMPTZ AND c.status_at <= c.rank::TIMESTAMPTZ THEN c.status_at ELSE c.rank::TIMESTAMPTZ END AS changed_at, 'observed' AS origin, c.rank, ${observedHash('c.rank')} AS hash, c.stream, $run AS run_id
     FROM chain c
     ANTI JOIN (SELECT ticket_id, event_id FROM w_changes WHERE source = $source AND origin = 'observed') w
       ON w.ticket_id = c.ticket_id AND w.event_id = 'observed-' || c.rank
     WHERE c.before IS NOT NULL AND (c.from_status IS DISTINCT FROM c.status OR c.from_group IS DISTINCT FROM c.status_group)`,
    { source, run: runId },
  );
}

/** Comments and the like are read for tickets that changed in any field. */
export async function queueChanged(
  session: Session,
  streams: readonly string[],
  { mergeResult }: StagedTickets,
  source: string,
): Promise<void> {
  if (streams.length === 0 || mergeResult.all.new + mergeResult.all.changed === 0) return;
  const named = streams.map(literal).join(', ');
  await session.run(
    `DELETE FROM todo t USING ${mergeResult.name} v WHERE t.source = $source AND t.stream IN (${named}) AND t.ticket_id = v.ticket_id
       AND v.verdict IN ('new', 'changed')`,
    { source },
  );
  await session.run(
    `INSERT INTO todo SELECT $source, q.stream, v.ticket_id, v.verdict, v.rank::TIMESTAMPTZ FROM ${mergeResult.name} v
     CROSS JOIN (SELECT unnest([${named}]) AS stream) q WHERE v.verdict IN ('new', 'changed')`,
    { source },
  );
}
