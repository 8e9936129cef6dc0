/** What the service must still know when it is started again: its last runs, idempotency keys, the clock's state. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import { lakePaths } from '../../store/database';
import type { RunAnswer } from '../answers';

const RUN = z.custom<RunAnswer>(
  (value) => typeof value === 'object' && value !== null && 'id' in value && 'state' in value && 'started_at' in value,
);

const JOURNAL = z.object({
  version: z.literal(1),
  /** Newest first. */
  runs: z.array(RUN),
  /** Idempotency keys, hashed, to what they began. */
  keys: z.record(z.string(), z.object({ id: z.string(), body: z.string(), at: z.string() })),
  /** Every time of the schedule up to this instant is dealt with. */
  scheduled_to: z.string().nullable(),
});

export type RunHistory = z.infer<typeof JOURNAL>;

const EMPTY_JOURNAL: RunHistory = { version: 1, runs: [], keys: {}, scheduled_to: null };

function fileOf(lake: string): string {
  return path.join(lakePaths(lake).state, 'service.json');
}

/** A journal that is missing or cannot be read is an empty one: it holds nothing that the lake needs. */
export async function readRunHistory(lake: string): Promise<RunHistory> {
  const text = await readFile(fileOf(lake), 'utf8').catch(() => null);
  const parsed = JOURNAL.safeParse(text === null ? null : jsonOf(text));
  return parsed.success ? parsed.data : EMPTY_JOURNAL;
}

/** Whole or not at all, also through a power cut. */
export async function writeRunHistory(lake: string, journal: RunHistory): Promise<void> {
  const file = fileOf(lake);
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(journal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
