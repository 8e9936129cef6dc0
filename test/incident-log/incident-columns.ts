/** The columns of an incident log (ServiceNow's words) and what their texts mean. */
import { dictionary } from '../../sandbox/dictionary';
import type { WorldFieldType, WorldPriority, WorldStatus } from '../../sandbox/world/world';

/** One line of the log; null = unknown (`?` or empty). */
export type LogRow = ReadonlyMap<string, string | null>;

/** Without these there is no ticket. */
export const REQUIRED_COLUMNS = ['number', 'incident_state', 'opened_at', 'sys_updated_at'];

/** Columns that have a place of their own in a ticket. */
export const PLACED_COLUMNS = [
  'number',
  'caller_id',
  'assigned_to',
  'assignment_group',
  'contact_type',
  'priority',
  'opened_at',
  'resolved_at',
  'closed_at',
  'sys_updated_at',
];

/** Columns that move at every update: no history is kept of them. */
export const COUNTERS = ['active', 'reassignment_count', 'reopen_count', 'sys_mod_count', 'sys_updated_by'];

const FIELD_TYPES: Readonly<Record<string, WorldFieldType>> = dictionary({
  incident_state: 'list',
  active: 'toggle',
  reassignment_count: 'number',
  reopen_count: 'number',
  sys_mod_count: 'number',
  made_sla: 'toggle',
  opened_by: 'person',
  sys_created_by: 'person',
  sys_updated_by: 'person',
  resolved_by: 'person',
  location: 'list',
  category: 'list',
  subcategory: 'list',
  u_symptom: 'list',
  impact: 'list',
  urgency: 'list',
  knowledge: 'toggle',
  u_priority_confirmation: 'toggle',
  notify: 'list',
  closed_code: 'list',
});

/** Of the custom field that carries the column; text for a column that is not known here. */
export function fieldTypeOf(column: string): WorldFieldType {
  return FIELD_TYPES[column] ?? 'text';
}

const STATUSES: Readonly<Record<string, WorldStatus | null>> = dictionary({
  New: 'new',
  Active: 'open',
  'Awaiting User Info': 'pending',
  'Awaiting Evidence': 'pending',
  'Awaiting Problem': 'on_hold',
  'Awaiting Vendor': 'on_hold',
  Resolved: 'solved',
  Closed: 'closed',
  // The full log has this number in a few lines, without a meaning.
  '-100': null,
});

const PRIORITIES: Readonly<Record<string, WorldPriority>> = dictionary({
  '1 - Critical': 'urgent',
  '2 - High': 'high',
  '3 - Moderate': 'normal',
  '4 - Low': 'low',
});

export type Read<T> = { ok: true; value: T } | { ok: false; expected: string };

const ok = <T>(value: T): Read<T> => ({ ok: true, value });
const wrong = (expected: string): { ok: false; expected: string } => ({ ok: false, expected });

/** null when unknown. */
export function readStatus(text: string | null): Read<WorldStatus | null> {
  if (text === null) return ok(null);
  const status = STATUSES[text];
  return status === undefined ? wrong(`one of ${Object.keys(STATUSES).join(', ')}`) : ok(status);
}

export function readPriority(text: string | null): Read<WorldPriority> {
  if (text === null) return ok('normal');
  const priority = PRIORITIES[text];
  return priority === undefined ? wrong(`one of ${Object.keys(PRIORITIES).join(', ')}`) : ok(priority);
}

/** `DD-MM-YYYY HH:MM` or with slashes, taken as UTC: epoch milliseconds. */
export function readInstant(text: string | null): Read<number | null> {
  if (text === null) return ok(null);
  const [day, month, year, hour, minute] = (/^(\d{1,2})[-/](\d{1,2})[-/](\d{4}) (\d{1,2}):(\d{2})$/.exec(text) ?? [])
    .slice(1)
    .map(Number);
  if (day === undefined || month === undefined || year === undefined || hour === undefined || minute === undefined) {
    return wrong('a date as 29-02-2016 01:16');
  }
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const isReal =
    instant.getUTCDate() === day &&
    instant.getUTCMonth() === month - 1 &&
    instant.getUTCHours() === hour &&
    minute < 60;
  return isReal ? ok(instant.getTime()) : wrong('a date that exists');
}

export function readToggle(text: string | null): Read<boolean | null> {
  if (text === null) return ok(null);
  const folded = text.toUpperCase();
  return folded === 'TRUE' || folded === 'FALSE' ? ok(folded === 'TRUE') : wrong('TRUE or FALSE');
}

export function readCount(text: string | null): Read<number | null> {
  if (text === null) return ok(null);
  return /^\d+$/.test(text) ? ok(Number(text)) : wrong('a whole number');
}
