import { randomBytes } from 'node:crypto';

/** A text that sorts by time, as `20261122T103000123Z-9f3a`. */
export function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:.]/g, '');
  return `${stamp}-${randomBytes(2).toString('hex')}`;
}
