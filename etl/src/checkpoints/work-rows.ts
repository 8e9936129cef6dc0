/** Rows of the durable work list as what they mean. */
import type { JsonObject } from '../../../vendors/json';
import { isObject, parseJson } from '../../../vendors/json';
import type { Slice, Watermark } from '../../../vendors/vendor';
import type { Row } from '../store/row';
import { maybeTextIn, textIn } from '../store/row';
import type { SliceRow } from './slice-moves';
import type { NewScan, Scan, ScanProgress } from './types';
import { uniqueSlices } from './types';

export function progressIn(row: Row): ScanProgress {
  return {
    state: {
      watermark: watermarkOf(maybeTextIn(row, 'boundary')),
      lastCompleteAt: maybeTextIn(row, 'complete'),
      lastFullAt: maybeTextIn(row, 'full'),
      lastRescanAt: maybeTextIn(row, 'rescan'),
      since: maybeTextIn(row, 'since'),
      projects: maybeTextIn(row, 'projects'),
    },
    open: row['scan'] === null ? null : scanOf(row),
  };
}

export function scanOf(row: Row): Scan {
  const plan = objectOf(textIn(row, 'plan'));
  const mode = textIn(row, 'mode') === 'full' ? 'full' : 'incremental';
  const text = (name: string) => (typeof plan[name] === 'string' ? plan[name] : null);
  return {
    id: textIn(row, 'scan'),
    mode,
    startedAt: textIn(row, 'started_at'),
    serverNow: text('serverNow'),
    complete: plan['complete'] === true,
    total: typeof plan['total'] === 'number' ? plan['total'] : null,
    since: text('since'),
    projects: text('projects'),
    words: text('words') ?? '',
  };
}

export function sliceOf(row: Row): Slice {
  return { key: textIn(row, 'key'), params: objectOf(textIn(row, 'params')) };
}

function watermarkOf(text: string | null): Watermark | null {
  if (text === null) return null;
  const { created_at: created, updated_at: updated } = objectOf(text);
  return {
    created_at: typeof created === 'string' ? created : null,
    updated_at: typeof updated === 'string' ? updated : null,
  };
}

function objectOf(text: string): JsonObject {
  const parsed = parseJson(text);
  return parsed.ok && isObject(parsed.value) ? parsed.value : {};
}

export function newSlices({ stream, scan: { startedAt: begun }, slices }: NewScan, scan: string): SliceRow[] {
  return uniqueSlices(slices).map(({ key, params }, position) => ({
    stream,
    scan,
    key,
    doubt: null,
    ticket_id: null,
    params: JSON.stringify(params),
    cursor: null,
    state: 'open',
    pages: 0,
    rows: 0,
    total: null,
    position,
    begun_at: begun,
    moved_at: begun,
  }));
}
