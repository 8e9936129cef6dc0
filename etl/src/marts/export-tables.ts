/** Tables about the export itself. */
import { rejects, runs, schemaChanges, sources } from '../schema/run-tables';
import { foldedWord } from '../store/folded-word';
import { UNMAPPED_HISTORY } from '../store/unmapped-statuses';
import type { Mart } from './diff';
import type { Tables } from './temporary-table';

export function sourcesMart(t: Tables<'sources'>): Mart {
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
      FROM ${t.sources} s LEFT JOIN outcomes o USING (source) LEFT JOIN stream_state t ON t.source = s.source AND t.stream = 'tickets'`,
  };
}

export function runsMart(): Mart {
  return { table: runs, select: 'SELECT * FROM runs' };
}

/**
 * One row a source, stream, record, field and reason; records without an id are told apart by their text. A word that
 * nobody mapped is named once a source.
 */
export function rejectsMart(t: Tables<'sources' | 'known_statuses'>, m: Tables<'tickets' | 'status_changes'>): Mart {
  return {
    table: rejects,
    select: `
      SELECT min(r.first_run_id) AS first_run_id, r.source, s.vendor, r.stream, r.record_id, r.field,
        arg_min(r.severity, r.key) AS severity, r.reason, arg_min(r.raw, r.key) AS raw
      FROM rejects r JOIN ${t.sources} s USING (source) WHERE r.reason <> 'unmapped_status'
      GROUP BY r.source, s.vendor, r.stream, r.record_id, r.field, r.reason, CASE WHEN r.record_id IS NULL THEN r.raw END
      UNION ALL ${unmappedWords(t)} UNION ALL ${negativeDurations(m)} UNION ALL ${beyondCalendar(t, m)}`,
  };
}

const unmappedWords = (t: Tables<'sources' | 'known_statuses'>) => `
  SELECT min(w.first_run_id), w.source, s.vendor, max(w.stream), min(w.record_id), min(w.field), 'note', 'unmapped_status', w.raw
  FROM (
    SELECT first_run_id, source, stream, record_id, field, raw FROM rejects WHERE reason = 'unmapped_status'
    UNION ALL SELECT run_id, source, stream, NULL, 'status', word FROM (${UNMAPPED_HISTORY})
  ) w JOIN ${t.sources} s USING (source) ANTI JOIN ${t.known_statuses} k ON k.source = w.source AND (k.id = w.raw OR ${foldedWord('k.name')} = ${foldedWord('w.raw')})
  GROUP BY w.source, s.vendor, w.raw`;

/** What ends before it begins has no duration: where there is no other time to count from, the column is empty. */
const negativeDurations = (m: Tables<'tickets' | 'status_changes'>) => `
  SELECT run_id, source, vendor, 'tickets', ticket_id, field, 'note', 'negative_duration',
    ${toTheSecond('ended_at')} || ' is before the creation'
  FROM (
    SELECT w.run_id, t.source, t.vendor, t.ticket_id, 'first_response_at' AS field, w.first_response_at AS ended_at, t.created_at
    FROM w_tickets w JOIN ${m.tickets} t ON t.source = w.source AND t.ticket_id = w.ticket_id WHERE w.first_response_at < w.created_at
    UNION ALL SELECT run_id, source, vendor, ticket_id, 'resolution_minutes', resolved_at, created_at FROM ${m.tickets}
    UNION ALL
    SELECT t.run_id, t.source, t.vendor, t.ticket_id, 'minutes_in_from_status', c.changed_at, t.created_at
    FROM ${m.status_changes} c JOIN ${m.tickets} t USING (ticket_key) WHERE c.sequence = 1
  ) WHERE ended_at < created_at`;

/** Minutes that are known around the clock, and not in business time, since the calendar has no such year. */
const beyondCalendar = (t: Tables<'sources'>, m: Tables<'tickets' | 'status_changes'>) => `
  SELECT run_id, source, vendor, 'tickets', ticket_id, field, 'note', 'beyond_calendar', 'from ' || ${toTheSecond('from_at')} || ' to ' || ${toTheSecond('to_at')}
  FROM (
    SELECT *, 'first_response_business_minutes' AS field, created_at AS from_at, first_response_at AS to_at FROM ${m.tickets}
    WHERE first_response_minutes IS NOT NULL AND first_response_business_minutes IS NULL
    UNION ALL SELECT *, 'resolution_business_minutes', created_at, resolved_at FROM ${m.tickets}
    WHERE resolution_minutes IS NOT NULL AND resolution_business_minutes IS NULL
  ) SEMI JOIN (SELECT source FROM ${t.sources} WHERE calendar IS NOT NULL) USING (source)
  UNION ALL
  SELECT DISTINCT t.run_id, c.source, c.vendor, 'tickets', t.ticket_id, 'business_minutes_in_from_status', 'note', 'beyond_calendar', 'until ' || ${toTheSecond('c.changed_at')}
  FROM ${m.status_changes} c JOIN ${m.tickets} t USING (ticket_key) SEMI JOIN (SELECT source FROM ${t.sources} WHERE calendar IS NOT NULL) b ON b.source = c.source
  WHERE c.minutes_in_from_status IS NOT NULL AND c.business_minutes_in_from_status IS NULL`;

function toTheSecond(instant: string): string {
  return `strftime(${instant} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')`;
}

/** Two members that came at once have one path where the person that both name was erased. */
export function schemaChangesMart(t: Tables<'sources'>): Mart {
  return {
    table: schemaChanges,
    select: `SELECT DISTINCT c.first_seen, c.source, s.vendor, c.stream, c.path, c.kind FROM schema_changes c JOIN ${t.sources} s USING (source)`,
  };
}
