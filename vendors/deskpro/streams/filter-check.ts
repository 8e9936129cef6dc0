/** Whether a filter was honoured: by the rows that came, and by the service's own echo of it (`meta.fql`). */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { fold } from '../../text';
import { readTime } from '../../time';
import type { Listing } from '../envelope';
import { idIn } from '../envelope';

export interface FilterVerdict {
  /** Rows came that the filter excludes: it was ignored. */
  ignored: string | null;
  /** The echo does not name the filter, though the rows agree with it. */
  unnamed: string | null;
}

/** Members of a ticket that hold what the filter of the same name asks for. */
const BY_ID = ['agent', 'agent_team', 'department', 'person', 'organization', 'language', 'urgency'];
const NOT_IN_ECHO = new Set([
  'ids',
  'fields',
  'order_by',
  'order_dir',
  'group_sort',
  'labels',
  'star',
  'problem',
  'sla',
]);

/** @param filters as `TicketFilters` */
export function judgeFilters(list: Listing, filters: JsonObject): FilterVerdict {
  const names = Object.keys(filters).filter((name) => filters[name] !== undefined);
  const ignored = names.find((name) => list.records.some((record) => contradicts(record, name, filters[name])));
  const { fql } = list;
  const unnamed =
    fql === null || list.records.length === 0
      ? undefined
      : names.find((name) => !NOT_IN_ECHO.has(name) && !fql.includes(name.replace('not_', '')));
  return { ignored: ignored ?? null, unnamed: unnamed ?? null };
}

function contradicts(record: Json, name: string, filter: Json | undefined): boolean {
  if (!isObject(record)) return false;
  if (name.startsWith('date_') && isObject(filter)) return isOutside(record[name], filter);
  if (!Array.isArray(filter) || filter.length === 0) return false;
  const requested = filter.flatMap((item) => asText(item) ?? []);
  if (name === 'status') return !requested.some((status) => hasStatus(record, status));
  if (name === 'not_status') return requested.some((status) => hasStatus(record, status));
  if (name === 'labels') return isWithout(record.labels, requested);
  if (!BY_ID.includes(name) || record[name] === undefined) return false;
  return !requested.includes(idIn(record[name]) ?? '');
}

function hasStatus(record: JsonObject, status: string): boolean {
  const main = asText(record.status);
  const whole = asText(record.ticket_status);
  return (main === null && whole === null) || main === status || whole === status || whole?.split('.')[0] === status;
}

function isWithout(labels: Json | undefined, requested: readonly string[]): boolean {
  if (labels === undefined) return false;
  const folded = new Set((Array.isArray(labels) ? labels : []).flatMap((label) => fold(asText(label) ?? '')));
  return !requested.some((label) => folded.has(fold(label)));
}

/** A row without the date cannot have passed a filter on it; times are compared as whole seconds. */
function isOutside(value: Json | undefined, range: JsonObject): boolean {
  if (value === undefined) return false;
  const stamp = secondOf(value);
  if (stamp === null) return true;
  const from = secondOf(range.from);
  const to = secondOf(range.to, true);
  return (from !== null && stamp < from) || (to !== null && stamp > to);
}

/** `YYYY-MM-DDTHH:MM:SS` in UTC, which sorts as text; a date alone is its first or its last second. */
function secondOf(value: Json | undefined, atEnd = false): string | null {
  const reading = readTime(value);
  if (reading.kind === 'instant') return reading.instant.slice(0, 19);
  if (reading.kind === 'wall') return reading.wall.slice(0, 19);
  return reading.kind === 'date' ? `${reading.date}T${atEnd ? '23:59:59' : '00:00:00'}` : null;
}
