/**
 * Markup to text for n8n, where a verified pack may not have a dependency: one linear pass, no regular
 * expression that can run wild. The exporter, which may, uses html-to-text and marked.
 */

const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'tr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'pre',
  'ul',
  'ol',
  'table',
  'hr',
]);
const HIDDEN = new Set(['script', 'style', 'head', 'title', 'template']);
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  euro: '€',
};

export function htmlToText(markup: string): string {
  let text = '';
  let at = 0;
  while (at < markup.length) {
    const open = markup.indexOf('<', at);
    if (open === -1) return tidy(text + decoded(markup.slice(at)));
    text += decoded(markup.slice(at, open));
    if (!/[a-zA-Z/!?]/.test(markup.charAt(open + 1))) {
      text += '<';
      at = open + 1;
      continue;
    }
    const tag = tagAt(markup, open);
    if (BREAKS.has(tag.name)) text += '\n';
    at = HIDDEN.has(tag.name) && !tag.closing ? afterHidden(markup, tag.name, tag.end) : tag.end;
  }
  return tidy(text);
}

function tagAt(markup: string, open: number): { name: string; closing: boolean; end: number } {
  if (markup.startsWith('<!--', open)) {
    const close = markup.indexOf('-->', open + 4);
    return { name: '', closing: false, end: close === -1 ? markup.length : close + 3 };
  }
  const close = markup.indexOf('>', open);
  const end = close === -1 ? markup.length : close + 1;
  const name = /^<\/?([a-zA-Z0-9]*)/.exec(markup.slice(open, open + 20))?.[1] ?? '';
  return { name: name.toLowerCase(), closing: markup.charAt(open + 1) === '/', end };
}

function afterHidden(markup: string, name: string, from: number): number {
  const close = markup.toLowerCase().indexOf(`</${name}`, from);
  return close === -1 ? markup.length : tagAt(markup, close).end;
}

function decoded(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole, body: string) => {
    if (!body.startsWith('#')) return ENTITIES[body] ?? whole;
    const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t\r\f\u00a0]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Markdown reads well as it is; only its marks of emphasis, headings and links are taken away. */
export function markdownToText(markup: string): string {
  const plain = markup
    .replace(/!?\[([^\]\n]{0,500})\]\(([^)\s]{0,2000})\)/g, '$1 ($2)')
    .replace(/^#{1,6} +/gm, '')
    .replace(/(\*\*|__)(?=\S)([^\n]{0,1000}?\S)\1/g, '$2')
    .replace(/`{3}[a-z]*\n?/g, '')
    .replace(/`([^`\n]{0,500})`/g, '$1');
  return tidy(plain);
}
