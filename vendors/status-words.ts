/** What the words of many workflows mean, whichever service has them. The one table for them. */
import { dictionary } from './dictionary';
import type { StatusGroup } from './model';
import { fold } from './text';

const GROUPS: Readonly<Record<string, StatusGroup>> = dictionary({
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

/** @returns null for a word that the table does not have; `In-Progress` and `in_progress` read as `in progress` */
export function groupOfWord(status: string): StatusGroup | null {
  const word = fold(status).replace(/[\s_-]+/g, ' ');
  const group = GROUPS[word];
  if (group !== undefined) return group;
  return PENDING_PREFIXES.some((prefix) => word.startsWith(prefix)) ? 'pending' : null;
}
