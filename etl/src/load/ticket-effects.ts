/** What follows from a new or changed ticket row, in the same transaction. */
import type { Session } from '../state/session';
import { STORED_TICKETS, STORED_VALUES } from '../state/stored-tables';
import type { Content } from './content';
import { StageFile } from './staging';
import { stageName, verdictName } from './upsert';

const STAGE = stageName(STORED_TICKETS);
const VERDICT = verdictName(STORED_TICKETS);

export function stageValues(folder: string, values: readonly Content[]): Promise<StageFile> {
  return StageFile.write(folder, STORED_VALUES.name, STORED_VALUES.columns, values);
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
 * A status that differs from the stored one is written down as seen. Where the service's own log tells the same change,
 * the published history takes the log's word instead.
 */
export async function observeStatus(session: Session, source: string, runId: string): Promise<void> {
  await session.run(
    `INSERT INTO w_changes BY NAME
     SELECT $source AS source, s.ticket_id, 'observed-' || s.rank AS event_id, v.old_status AS from_status, s.status AS to_status,
       v.old_group AS from_group, s.status_group AS to_group, s.rank::TIMESTAMPTZ AS changed_at, 'observed' AS origin,
       s.rank, s.hash, s.stream, $run AS run_id
     FROM ${STAGE} s JOIN ${VERDICT} v USING (ticket_id)
     ANTI JOIN (SELECT ticket_id, event_id FROM w_changes WHERE source = $source AND origin = 'observed') w
       ON w.ticket_id = s.ticket_id AND w.event_id = 'observed-' || s.rank
     WHERE v.verdict = 'changed' AND (v.old_status IS DISTINCT FROM s.status OR v.old_group IS DISTINCT FROM s.status_group)`,
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
