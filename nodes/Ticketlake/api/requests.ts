/** What the nodes ask of the service. */
import type { ApiRequest } from '../../../vendors/http';
import { segment } from '../../../vendors/http';
import type { JsonObject } from '../../../vendors/json';

const get = (endpoint: string, path: string): ApiRequest => ({ endpoint, method: 'GET', path });

/** Version and configured sources; answers whether anything is published or not. */
export const about = (): ApiRequest => get('about', '/api/service');
/** What was published, here and at targets. */
export const status = (): ApiRequest => get('status', '/api/status');
export const listSources = (): ApiRequest => get('list_sources', '/api/sources');
export const listTables = (): ApiRequest => get('list_tables', '/api/tables');
/** The last hundred runs of the service, newest first. */
export const listRuns = (): ApiRequest => get('list_runs', '/api/runs');
/** @param id of the service, or the run_id of the tables */
export const getRun = (id: string): ApiRequest => get('get_run', `/api/runs/${segment(id)}`);

/** @param format parquet, csv or json */
export const getTable = (name: string, format: string): ApiRequest => ({
  ...get('get_table', `/api/tables/${segment(name)}`),
  query: [['format', format]],
  // As it lies there: its length and its ETag are those of the file, not of what was compressed on the way.
  headers: { 'accept-encoding': 'identity' },
  expects: 'bytes',
});

/**
 * @param asked sources, streams, full, since; all may be left out
 * @param key the same key within a day gives the run that it began, so that the request may be sent again
 */
export const startRun = (asked: JsonObject, key: string): ApiRequest => ({
  endpoint: 'start_run',
  method: 'POST',
  path: '/api/runs',
  headers: { 'idempotency-key': key },
  body: { kind: 'json', value: asked },
  repeatable: true,
});

/** It ends after the page in hand; for one that has ended this changes nothing. */
export const cancelRun = (id: string): ApiRequest => ({
  endpoint: 'cancel_run',
  method: 'DELETE',
  path: `/api/runs/${segment(id)}`,
  repeatable: true,
});

/** @param body sql, params (list or object), limit */
export const query = (body: JsonObject): ApiRequest => ({
  endpoint: 'query',
  method: 'POST',
  path: '/api/query',
  body: { kind: 'json', value: body },
  // It only reads.
  repeatable: true,
});
