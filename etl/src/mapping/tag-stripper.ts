/** Tags out, text kept, in one pass: for markup that is too long or too deep to be parsed. */
import { dictionary } from '../../../vendors/dictionary';

const BLOCK = /^\/?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|blockquote|pre|hr)\b/i;
const HIDDEN = /^(script|style|head)\b/i;
const NAMED: Readonly<Record<string, string>> = dictionary({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
});

/** Linear in the length of the markup, whatever it holds. */
export function strippedTags(markup: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < markup.length) {
    const tag = nextTag(markup, at);
    if (tag === null) break;
    parts.push(markup.slice(at, tag.start));
    const inside = markup.slice(tag.start + 1, tag.start + 16);
    if (BLOCK.test(inside)) parts.push('\n');
    const hidden = HIDDEN.exec(inside)?.[1];
    at = hidden === undefined ? tag.end : endOf(markup, hidden.toLowerCase(), tag.end);
  }
  parts.push(markup.slice(at));
  return decoded(parts.join(''));
}

function nextTag(markup: string, from: number): { start: number; end: number } | null {
  for (let start = markup.indexOf('<', from); start !== -1; start = markup.indexOf('<', start + 1)) {
    if (!/[a-z/!?]/i.test(markup[start + 1] ?? '')) continue;
    const end = markup.indexOf('>', start);
    return end === -1 ? null : { start, end: end + 1 };
  }
  return null;
}

function endOf(markup: string, name: string, from: number): number {
  const close = new RegExp(`</${name}\\s*>`, 'gi');
  close.lastIndex = from;
  return close.exec(markup) ? close.lastIndex : markup.length;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? entity;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}
