/** Texts in both forms: plain in the plain member, markup only where it is asked for. */
import type { WorldComment, WorldTicket } from '../world/world';

type Format = WorldTicket['descriptionFormat'] | WorldComment['format'];

export function plainOf(text: string, format: Format): string {
  if (format !== 'html') return text;
  return unescaped(text.replace(/<br\s*\/?>|<\/(?:p|div|li|h\d)>/gi, '\n').replace(/<[^>]*>/g, '')).trim();
}

export function markupOf(text: string, format: Format): string {
  return format === 'html' ? text : `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
