/** Markup of texts, for where it is asked for; and times. */
import type { Format } from '../world/plain';

export function markupOf(text: string, format: Format): string {
  return format === 'html' ? text : `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
