/** What the words of many workflows mean, whichever service has them. The one table for them. */
import { dictionary } from './dictionary';
import type { StatusGroup } from './model';
import { fold } from './text';

export const STATUS_WORDS: Readonly<Record<string, StatusGroup>> = dictionary({
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
/** Of words that stand for pending, whatever follows. */
export const PENDING_PREFIXES: readonly string[] = ['waiting', 'awaiting'];

/** @returns null for a word that the table does not have; `In-Progress` and `in_progress` read as `in progress` */
export function groupOfWord(status: string): StatusGroup | null {
  const word = fold(status).replace(/[\s_-]+/g, ' ');
  const group = STATUS_WORDS[word];
  if (group !== undefined) return group;
  return PENDING_PREFIXES.some((prefix) => word.startsWith(prefix)) ? 'pending' : null;
}
