/** What a change of the whole lake that was killed left undone. */
import type { Working } from '../store/database';
import { finishRestamp } from './restamp';
import { finishSourceChange } from './source-change';

/** To be called by whoever holds the lake, before anything is read or written. */
export async function finishChanges(working: Working, lake: string): Promise<void> {
  await finishSourceChange(working, lake);
  await finishRestamp(working, lake);
}
