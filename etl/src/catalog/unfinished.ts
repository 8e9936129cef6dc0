/** What a change of the whole lake that was killed left undone. */
import type { WorkingDatabase } from '../store/database';
import { metaValues } from '../store/ddl';
import { UNFINISHED_RESTAMP, finishRestamp } from './restamp';
import { UNFINISHED_CHANGE, finishSourceChange } from './source-change';

/** To be called by whoever holds the lake, before anything is read or written. */
export async function finishChanges(working: WorkingDatabase, lake: string): Promise<void> {
  const noted = await metaValues(working);
  if (noted[UNFINISHED_CHANGE] !== undefined) await finishSourceChange(working, lake);
  if (noted[UNFINISHED_RESTAMP] !== undefined) await finishRestamp(working, lake);
}
