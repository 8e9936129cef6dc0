/** Flags that say whether a text is for agents only. Doubt never publishes: what cannot be read is internal. */
import type { Json } from './json';
import type { IssueCollector } from './unify';

const INTERNAL_WORDS: ReadonlySet<string> = new Set(['true', '1', 'yes']);
const PUBLIC_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no']);

/** true: internal; false: public; null for everything that clearly says neither. */
export function privateFlagOf(value: Json | undefined): boolean | null {
  if (value === null || typeof value === 'object') return null;
  const word = String(value).toLowerCase();
  if (INTERNAL_WORDS.has(word)) return true;
  return PUBLIC_WORDS.has(word) ? false : null;
}

/** Whether a text is kept from the public, also where its flag is missing or cannot be read. */
export function isKeptInternal(value: Json | undefined): boolean {
  return privateFlagOf(value) !== false;
}

/** Notes a flag that is missing or cannot be read. */
export function noteUnreadableFlag(value: Json | undefined, field: string, issues: IssueCollector): void {
  if (privateFlagOf(value) === null) issues.add('note', field, 'unreadable_flag', value);
}
