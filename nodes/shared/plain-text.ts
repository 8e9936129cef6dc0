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
/** HTML's names of U+00A0 to U+00FF, in order (HTML standard, named character references). */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute ' +
  'micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig ' +
  'Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash ' +
  'Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ' +
  'ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc ' +
  'uuml yacute thorn yuml';
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(' ').map((name, at) => [name, String.fromCharCode(0xa0 + at)] as const),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    hellip: '…',
    ndash: '–',
    mdash: '—',
    euro: '€',
    bull: '•',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    trade: '™',
  }),
]);

export function htmlToText(markup: string): string {
  const lower = markup.toLowerCase();
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
    at = HIDDEN.has(tag.name) && !tag.closing ? afterHidden(markup, lower, tag) : tag.end;
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

function afterHidden(markup: string, lower: string, { name, end }: { name: string; end: number }): number {
  const close = lower.indexOf(`</${name}`, end);
  return close === -1 ? markup.length : tagAt(markup, close).end;
}

function decoded(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});/g, (whole, body: string) => {
    if (!body.startsWith('#')) return ENTITIES.get(body) ?? whole;
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
