import { randomBytes } from 'node:crypto';

const STAMP = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z(?=-)/;

/** When a run was begun, epoch ms; null: it is no id of a run. */
export function runIdTime(runId: string): number | null {
  const parts = STAMP.exec(runId);
  return parts === null ? null : Date.parse(runId.replace(STAMP, '$1-$2-$3T$4:$5:$6.$7Z').slice(0, 24));
}

/** The id that the run would have if it had been begun at another time. */
export function runIdAt(runId: string, time: number): string {
  return runId.replace(STAMP, stampOf(time));
}

/** A text that sorts by time, as `20261122T103000123Z-9f3a`. */
export function newRunId(now: number): string {
  return `${stampOf(now)}-${randomBytes(2).toString('hex')}`;
}

function stampOf(time: number): string {
  return new Date(time).toISOString().replace(/[-:.]/g, '');
}
