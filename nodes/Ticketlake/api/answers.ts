/** What the service answers, as far as the nodes look into it. */
import { VendorError } from '../../../vendors/errors';
import type { Answer } from '../../../vendors/http';
import type { Json, JsonObject } from '../../../vendors/json';
import { arrayAt, asText, booleanOf, isObject, numberOf, objectAt } from '../../../vendors/json';

export interface RunSource {
  source: string;
  vendor: string | null;
  /** complete, incomplete, failed, interrupted. */
  outcome: string | null;
  /** What of its streams could not be read, and why; null for nothing. */
  error: string | null;
}

export interface Run {
  id: string;
  /** Names it in the tables; null until it holds the lake. */
  run_id: string | null;
  /** running, finished. */
  state: string;
  /** api, schedule, catch_up. */
  trigger: string | null;
  /** complete, incomplete, failed, interrupted, crashed; null while it runs. */
  outcome: string | null;
  exit_code: number | null;
  is_ending: boolean;
  started_at: string | null;
  finished_at: string | null;
  published_at: string | null;
  rows_read: number;
  rows_new: number;
  rows_changed: number;
  rows_deleted: number;
  sources: RunSource[];
  /** Why a source waits at present. */
  waits: string | null;
  /** What went wrong with the run as a whole. */
  error: { message: string; remedy: string | null } | null;
  /** As the service sent it. */
  record: JsonObject;
}

/** @throws VendorError when it is no run */
export function runIn(json: Json): Run {
  const record = isObject(json) ? json : {};
  const [id, state] = [asText(record['id']), asText(record['state'])];
  if (id === null || state === null) throw strange('a run');
  const results = arrayAt(objectAt(record, 'result'), 'sources').filter(isObject);
  const streams = results.flatMap((source) => arrayAt(source, 'streams').filter(isObject));
  const progress = arrayAt(record, 'progress').filter(isObject);
  const [waiting] = arrayAt(record, 'waiting').filter(isObject);
  return {
    id,
    run_id: asText(record['run_id']),
    state,
    trigger: asText(record['trigger']),
    outcome: asText(record['outcome']),
    exit_code: numberOf(record['exit_code']),
    is_ending: booleanOf(record['is_ending']) ?? false,
    started_at: asText(record['started_at']),
    finished_at: asText(record['finished_at']),
    published_at: asText(record['published_at']),
    rows_read: results.length > 0 ? sum(streams, 'rows_read') : sum(progress, 'rows'),
    rows_new: sum(streams, 'rows_new'),
    rows_changed: sum(streams, 'rows_changed'),
    rows_deleted: sum(streams, 'rows_deleted'),
    sources: results.map(sourceOf),
    waits: asText(waiting?.['message']),
    error: errorOf(record['error']),
    record,
  };
}

/** The runs that the service remembers, newest first. @throws VendorError when it is no such list */
export const runsIn = ({ json }: Answer): Run[] => recordsIn(json, 'runs').map(runIn);

/** @throws VendorError when the answer has no such list of objects */
export function recordsIn(json: Json, member: string): JsonObject[] {
  const list = isObject(json) ? json[member] : undefined;
  if (Array.isArray(list)) return list.filter(isObject);
  throw strange(`a list of ${member}`);
}

function sourceOf(result: JsonObject): RunSource {
  const streams = arrayAt(result, 'streams').filter(isObject);
  // What a service or key does not have is no fault of the run.
  const faults = streams.filter(({ outcome, error }) => asText(error) !== null && outcome !== 'unsupported');
  const lines = faults.map(({ stream, error }) => `${asText(stream) ?? ''}: ${asText(error) ?? ''}`);
  return {
    source: asText(result['source']) ?? '',
    vendor: asText(result['vendor']),
    outcome: asText(result['outcome']),
    error: lines.length === 0 ? null : lines.join('; '),
  };
}

function errorOf(error: Json | undefined): Run['error'] {
  if (!isObject(error)) return null;
  return { message: asText(error['message']) ?? 'no reason given', remedy: asText(error['remedy']) };
}

function sum(records: readonly JsonObject[], member: string): number {
  return records.reduce((total, record) => total + (numberOf(record[member]) ?? 0), 0);
}

function strange(expected: string): VendorError {
  return new VendorError({
    code: 'not_json',
    message: `The answer is not ${expected} of Ticketlake`,
    remedy: 'Check the base URL of the credential. Another service may be at this address.',
  });
}
