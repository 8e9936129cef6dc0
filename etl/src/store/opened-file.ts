/** Opens a file of DuckDB, and says why where it cannot be opened. */
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { LakeError } from '../base/errors';
import { messageOf } from '../base/system-error';

/** Only who holds the lake writes to it; a dry run that looks at its state lets go soon. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/** @throws LakeError when it is in use, or cannot be read */
export async function opened(file: string, settings: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, settings);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Waits for another process that has it open. @throws LakeError as `opened` does */
export async function openedPatiently(
  file: string,
  settings: Record<string, string>,
  patienceMs = PATIENCE_MS,
): Promise<DuckDBInstance> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const tried = await opened(file, settings).catch((error: unknown) => {
      if (error instanceof LakeError && error.code === 'locked' && waited < patienceMs) return null;
      throw error;
    });
    if (tried !== null) return tried;
    await pause(PAUSE_MS);
  }
}

/** What is said of a file that DuckDB does not open. */
export function unreadable(file: string, error: unknown): LakeError {
  const reason = messageOf(error);
  if (/lock/i.test(reason)) {
    return new LakeError('locked', `${file} is in use by another process`, 'Wait until it ends, or end it.', error);
  }
  return new LakeError(
    'unreadable',
    `${file} cannot be read: ${reason.split('\n')[0] ?? ''}`,
    'Restore the file from a backup. Without one, rename it and run `ticketlake replay`, which rebuilds it from raw/. What raw/ no longer holds, `ticketlake export --full` reads again.',
    error,
  );
}
