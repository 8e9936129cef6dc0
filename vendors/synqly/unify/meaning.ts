/** Words of many providers, brought to the model's few. The one place for them. */
import { dictionary } from '../../dictionary';
import type { PriorityLevel, StatusGroup } from '../../model';
import { groupOfWord } from '../../status-words';
import { fold } from '../../text';

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

/** Statuses are the provider's: unknown for a word that the common table does not have. */
export function statusGroupOf(status: string): StatusGroup {
  return groupOfWord(status) ?? 'unknown';
}

export function priorityLevelOf(priority: string): PriorityLevel | null {
  const word = fold(priority);
  return Object.hasOwn(PRIORITIES, word) ? (PRIORITIES[word] ?? null) : null;
}
