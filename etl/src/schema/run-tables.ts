/** Tables about the export itself. */
import type { Table } from './column';
import { SOURCE_AND_VENDOR, STAMPS, added, always, maybe } from './column';

export const sources: Table = {
  name: 'sources',
  description: 'The services whose tickets are published, and how fresh these are.',
  key: ['source'],
  references: [],
  partitioned: false,
  columns: [
    ...SOURCE_AND_VENDOR,
    always('url', 'text', 'Base address, without secrets.'),
    maybe('time_zone', 'text', 'Zone of times that carry none, as configured.'),
    maybe('change_detection', 'text', 'How changes are found, and what cannot be seen.'),
    maybe('last_run_id', 'text', 'The last run that asked this source.'),
    maybe('last_run_at', 'instant', 'When that run began, in UTC.'),
    maybe('last_outcome', 'text', 'The worst outcome among its streams: complete, incomplete, failed or interrupted.'),
    added(
      2,
      always(
        'is_configured',
        'boolean',
        'False: the configuration does not name the source any more, and its rows stay as they are.',
      ),
    ),
    ...STAMPS,
  ],
};

export const runs: Table = {
  name: 'runs',
  description: 'One row per run, source and stream, with what was requested, what came, and whether it is complete.',
  key: ['run_id', 'source', 'stream'],
  references: [],
  partitioned: false,
  columns: [
    always('run_id', 'text', 'The run; sorts by time.'),
    ...SOURCE_AND_VENDOR,
    always('stream', 'text', 'tickets, comments, people …, or a lookup that tickets need.'),
    always('started_at', 'instant', 'Beginning, in UTC.'),
    maybe('finished_at', 'instant', 'End, in UTC; empty while it runs.'),
    always('mode', 'text', 'full, incremental or replay.'),
    always(
      'outcome',
      'text',
      'complete, incomplete, failed, interrupted or unsupported (the service has no such thing).',
    ),
    always('requests', 'integer', 'Requests sent, retries included.'),
    always('retries', 'integer', 'Requests sent again.'),
    always('rate_limited', 'integer', 'Answers that asked to slow down.'),
    always('seconds_waited', 'double', 'Seconds spent waiting for the quota or for the service.'),
    always('pages', 'integer', 'Pages read.'),
    always('rows_read', 'bigint', 'Records that came, doubles included.'),
    always('rows_new', 'bigint', 'Rows that were not there before.'),
    always('rows_changed', 'bigint', 'Rows that differ from the stored ones.'),
    always('rows_unchanged', 'bigint', 'Rows that are as they were.'),
    always('rows_deleted', 'bigint', 'Rows found to be gone.'),
    always('rows_rejected', 'bigint', 'Records refused and fields that could not be read; notes are not counted.'),
    maybe('vendor_total', 'bigint', "The service's own count, where it gives one."),
    maybe('stored_total', 'bigint', 'Different rows held after the run.'),
    maybe('cursor_from', 'text', 'Where an incremental run began.'),
    maybe('cursor_to', 'text', 'Where the next one begins.'),
    maybe('error', 'text', 'What went wrong, and how to mend it.'),
    always('extracted_at', 'instant', 'When this row was last published with a change, in UTC.'),
  ],
};

export const rejects: Table = {
  name: 'rejects',
  description:
    'Records and fields that could not be read, and notes on those that were read with a doubt. A row goes when its cause goes.',
  key: ['source', 'stream', 'record_id', 'field', 'reason', 'raw'],
  references: [],
  partitioned: false,
  columns: [
    always('first_run_id', 'text', 'The run that met it first.'),
    ...SOURCE_AND_VENDOR,
    always('stream', 'text', 'The stream it came with.'),
    maybe('record_id', 'text', 'Id of the record, where it has one.'),
    maybe('field', 'text', 'The field; empty where the whole record is meant.'),
    always('severity', 'text', 'record: refused whole; field: a value became empty; note: the value was kept.'),
    always('reason', 'text', 'What is wrong, as ambiguous_time or not_text.'),
    maybe('raw', 'text', 'What the service sent, cut.'),
    ...STAMPS,
  ],
};

export const schemaChanges: Table = {
  name: 'schema_changes',
  description: 'Fields that appeared in, vanished from, or changed their type in the answers of a service.',
  key: ['source', 'stream', 'path', 'kind', 'first_seen'],
  references: [],
  partitioned: false,
  columns: [
    always('first_seen', 'instant', 'When it was first seen, in UTC.'),
    ...SOURCE_AND_VENDOR,
    always('stream', 'text', 'The stream.'),
    always('path', 'text', 'Path of the member in a record, as person.name or labels[].'),
    always('kind', 'text', 'new_field, missing_field or type_change.'),
    ...STAMPS,
  ],
};

/** What they say of the run is not about anyone. */
export const ABOUT_THE_RUN = [runs, sources] as const;

/** Whether a run that finds nothing new writes the table. */
export function isAboutTheRun(name: string): boolean {
  return ABOUT_THE_RUN.some((table) => table.name === name);
}
