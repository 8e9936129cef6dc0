/** Words of many providers, brought to the model's few. The one place for them. */
import { dictionary } from '../dictionary';
import type { PriorityLevel, StatusGroup } from '../model';
import { fold } from '../text';

const STATUSES: Readonly<Record<string, StatusGroup>> = dictionary({
  new: 'new',
  'to do': 'open',
  open: 'open',
  triggered: 'open',
  backlog: 'open',
  reopened: 'open',
  'in progress': 'open',
  acknowledged: 'open',
  working: 'open',
  active: 'open',
  pending: 'pending',
  'on hold': 'on_hold',
  blocked: 'on_hold',
  done: 'solved',
  resolved: 'solved',
  fixed: 'solved',
  completed: 'solved',
  solved: 'solved',
  closed: 'closed',
  cancelled: 'closed',
  canceled: 'closed',
});
const PENDING_PREFIXES = ['waiting', 'awaiting'];

/** Synqly's enumeration as of 2026; its documented one of 2025 has only URGENT, HIGH, MEDIUM and LOW. */
const PRIORITIES: Readonly<Record<string, PriorityLevel>> = dictionary({
  urgent: 'urgent',
  critical: 'urgent',
  high: 'high',
  medium: 'normal',
  moderate: 'normal',
  low: 'low',
  planning: 'low',
});

/** Priorities as tickets are written with them, from the most urgent down. */
export const PRIORITY_WORDS: readonly string[] = Object.keys(PRIORITIES).map((word) => word.toUpperCase());

/** @returns unknown for a word that nobody mapped; `In-Progress` and `in_progress` read as `in progress` */
export function statusGroupOf(status: string): StatusGroup {
  const word = fold(status).replace(/[\s_-]+/g, ' ');
  const group = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  if (group !== undefined) return group;
  return PENDING_PREFIXES.some((prefix) => word.startsWith(prefix)) ? 'pending' : 'unknown';
}

export function priorityLevelOf(priority: string): PriorityLevel | null {
  const word = fold(priority);
  return Object.hasOwn(PRIORITIES, word) ? (PRIORITIES[word] ?? null) : null;
}
