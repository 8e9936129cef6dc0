/** Texts of the world as services write them that have no markup. */
import type { WorldComment, WorldTicket } from './world';

export type Format = WorldTicket['descriptionFormat'] | WorldComment['format'];

export function plainOf(text: string, format: Format): string {
  if (format !== 'html') return text;
  return unescaped(text.replace(/<br\s*\/?>|<\/(?:p|div|li|h\d)>/gi, '\n').replace(/<[^>]*>/g, '')).trim();
}

function unescaped(text: string): string {
  return text
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
