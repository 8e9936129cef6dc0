/** Ids that are the same however often a project is written: a report's bindings survive a new generation. */
import { createHash } from 'node:crypto';

function digest(seed: string): string {
  return createHash('sha256').update(`ticketlake power bi ${seed}`).digest('hex');
}

/** Shaped as a name-based UUID (RFC 9562, version 8: the digest is ours). */
export function guid(seed: string): string {
  const hex = digest(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Name of a page or visual: 20 hex digits, as Power BI Desktop makes them. */
export function objectName(seed: string): string {
  return digest(seed).slice(0, 20);
}
