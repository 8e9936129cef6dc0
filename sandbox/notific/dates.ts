/** Times as Json.NET writes and reads them: UTC, of kind Unspecified, so without a zone. */

/** What a non-nullable DateTime is when nothing was set. */
export const UNSET = '0001-01-01T00:00:00';

/** `2025-03-01T10:00:00.25`: up to seven digits, trailing zeros cut. */
export function naive(at: number | null): string | null {
  if (at === null) return null;
  return new Date(at)
    .toISOString()
    .slice(0, 23)
    .replace(/\.?0+$/, '');
}

/** Epoch ms; null for null and for the unset time, undefined for what is no time. Without a zone it counts as UTC. */
export function readDate(value: unknown): number | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  if (value.startsWith(UNSET)) return null;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(value);
  const at = Date.parse(hasZone || value.length === 10 ? value : `${value}Z`);
  return Number.isNaN(at) ? undefined : at;
}
