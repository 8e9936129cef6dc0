/** Tables about the export itself. */
import { rejects, runs, schemaChanges, sources } from '../schema/run-tables';
import type { Mart } from './diff';

export function sourcesMart(): Mart {
  return {
    table: sources,
    select: `
      WITH last AS (
        SELECT source, max(run_id) AS run_id FROM runs WHERE mode <> 'replay' GROUP BY source
      ), outcomes AS (
        SELECT r.source, r.run_id, min(r.started_at) AS started_at,
          CASE WHEN bool_or(r.outcome = 'failed' AND r.stream = 'tickets') THEN 'failed'
            WHEN bool_or(r.outcome = 'interrupted') THEN 'interrupted'
            WHEN bool_or(r.outcome IN ('failed', 'incomplete')) THEN 'incomplete' ELSE 'complete' END AS outcome
        FROM runs r JOIN last USING (source, run_id) GROUP BY r.source, r.run_id
      )
      SELECT s.source, s.vendor, s.url, s.time_zone, t.words AS change_detection, o.run_id AS last_run_id, o.started_at AS last_run_at,
        o.outcome AS last_outcome, s.is_configured
      FROM t_sources s LEFT JOIN outcomes o USING (source) LEFT JOIN stream_state t ON t.source = s.source AND t.stream = 'tickets'`,
  };
}

export function runsMart(): Mart {
  return { table: runs, select: 'SELECT * FROM runs' };
}

/** One row a source, stream, record, field and reason; records without an id are told apart by their text. */
export function rejectsMart(): Mart {
  return {
    table: rejects,
    select: `
      SELECT min(r.first_run_id) AS first_run_id, r.source, s.vendor, r.stream, r.record_id, r.field,
        arg_min(r.severity, r.key) AS severity, r.reason, arg_min(r.raw, r.key) AS raw
      FROM rejects r JOIN t_sources s USING (source)
      GROUP BY r.source, s.vendor, r.stream, r.record_id, r.field, r.reason, CASE WHEN r.record_id IS NULL THEN r.raw END`,
  };
}

export function schemaChangesMart(): Mart {
  return {
    table: schemaChanges,
    select:
      'SELECT c.first_seen, c.source, s.vendor, c.stream, c.path, c.kind FROM schema_changes c JOIN t_sources s USING (source)',
  };
}
