/** What follows from a new or changed ticket row, in the same transaction. */
import type { Session } from '../store/session';
import { STORED_TICKETS, STORED_VALUES } from '../store/staging-tables';
import { StageWriter } from '../store/staging';
import { stageName, verdictName } from './upsert';

const STAGE = stageName(STORED_TICKETS);
const VERDICT = verdictName(STORED_TICKETS);

/** For lines of the table's columns and `n`, the number of the ticket's row in the batch. */
export function valuesWriter(folder: string): StageWriter {
  return new StageWriter(folder, STORED_VALUES.name, [...STORED_VALUES.columns, ['n', 'INTEGER']]);
}

/** Custom values are replaced whole with their ticket. Expects `stage_w_custom_values`. */
export async function replaceValues(session: Session, source: string, runId: string): Promise<void> {
  await session.run(
    `DELETE FROM w_custom_values w USING ${VERDICT} v WHERE w.source = $source AND v.verdict = 'changed' AND w.ticket_id = v.ticket_id`,
    { source },
  );
  await session.run(
    `INSERT INTO w_custom_values BY NAME SELECT $source AS source, $run AS run_id, s.* FROM ${stageName(STORED_VALUES)} s
     SEMI JOIN (SELECT ticket_id FROM ${VERDICT} WHERE verdict IN ('new', 'changed')) v USING (ticket_id)`,
    { source, run: runId },
  );
}

/**
 * A status that differs from the one before, stored or read in the same batch, is written down as seen, at the time
 * that the ticket itself gives for it, where that lies between the two readings. Where the
 * service's own log tells the same change, the published history takes the log's word instead. Expects `stage_steps`.
 */
export async function observeStatus(session: Session, source: string, runId: string): Promise<void> {
  await session.run(
    `INSERT INTO w_changes BY NAME
     WITH readings AS (
       SELECT ticket_id, -1 AS step, old_status AS status, old_group AS status_group, NULL::TIMESTAMPTZ AS status_at, old_rank AS rank, stream FROM ${VERDICT} WHERE old_rank IS NOT NULL
       UNION ALL
       SELECT t.ticket_id, t.step, t.status, t.status_group, t.status_at, t.rank, t.stream FROM stage_steps t JOIN ${VERDICT} v USING (ticket_id)
       WHERE v.old_rank IS NULL OR (t.rank >= v.old_rank AND NOT coalesce(v.old_run = $run AND t.updated_at < v.old_updated_at, false))
     ), chain AS (
       SELECT *, lag(step) OVER steps AS before, lag(rank) OVER steps AS before_rank, lag(status) OVER steps AS from_status, lag(status_group) OVER steps AS from_group
       FROM readings WINDOW steps AS (PARTITION BY ticket_id ORDER BY step)
     )
     SELECT $source AS source, c.ticket_id, 'observed-' || c.rank AS event_id, c.from_status, c.status AS to_status, c.from_group,
       c.status_group AS to_group,
       CASE WHEN c.status_at > c.before_rank::TIMESTAMPTZ AND c.status_at <= c.rank::TIMESTAMPTZ THEN c.status_at ELSE c.rank::TIMESTAMPTZ END AS changed_at, 'observed' AS origin, c.rank, c.rank AS hash, c.stream, $run AS run_id
     FROM chain c
     ANTI JOIN (SELECT ticket_id, event_id FROM w_changes WHERE source = $source AND origin = 'observed') w
       ON w.ticket_id = c.ticket_id AND w.event_id = 'observed-' || c.rank
     WHERE c.before IS NOT NULL AND (c.from_status IS DISTINCT FROM c.status OR c.from_group IS DISTINCT FROM c.status_group)`,
    { source, run: runId },
  );
}

/** Comments and the like are read for tickets that changed in any field. */
export async function queueChanged(session: Session, source: string, streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    await session.run(
      `DELETE FROM todo t USING ${VERDICT} v WHERE t.source = $source AND t.stream = $stream AND t.ticket_id = v.ticket_id
         AND v.verdict IN ('new', 'changed')`,
      { source, stream },
    );
    await session.run(
      `INSERT INTO todo SELECT $source, $stream, s.ticket_id, v.verdict, s.rank::TIMESTAMPTZ FROM ${STAGE} s
       JOIN ${VERDICT} v USING (ticket_id) WHERE v.verdict IN ('new', 'changed')`,
      { source, stream },
    );
  }
}
