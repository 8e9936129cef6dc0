/** Markdown to text: CommonMark with tables, read by markdown-it, whose HTML is read like any other. */
import MarkdownIt from 'markdown-it';
import { isKnown } from './elements';
import { htmlToText } from './html';
import type { StateBlock } from './ragged-table';
import { raggedTable } from './ragged-table';

/** Quotes and lists in one another. What is deeper stays as it is written, so that nothing of it is lost. */
const DEEPEST = 96;
/** What is in these is text or nothing; without an end they would swallow all that follows. */
const SWALLOWING = /<(?:!--|(?:iframe|noembed|noframes|plaintext|script|style|textarea|title|xmp)(?![a-z0-9-]))/gi;

const reader = new MarkdownIt({ html: true, breaks: true });
// A line like `[ERROR]: timeout` would be taken for the address of a link, and vanish.
reader.block.ruler.disable('reference');
reader.block.ruler.before('table', 'deepest', deepest);
reader.block.ruler.before('table', 'ragged_table', raggedTable);
// Addresses are shown as written. Nobody follows them here.
reader.validateLink = () => true;
reader.normalizeLink = (url) => url;
reader.normalizeLinkText = (url) => url;
// Items keep the numbers that were written.
reader.renderer.rules['list_item_open'] = (tokens, at) => {
  const number = tokens[at]?.info ?? '';
  return /^\d+$/.test(number) ? `<li value="${number}">` : '<li>';
};
reader.renderer.rules['html_block'] = (tokens, at) => block(tokens[at]?.content ?? '');
reader.renderer.rules['html_inline'] = (tokens, at) => {
  const content = tokens[at]?.content ?? '';
  return content.startsWith('<!--') ? '' : content.replace(SWALLOWING, escaped);
};

export function markdownToText(markup: string): string {
  return htmlToText(reader.render(markup), { keepsUnknown: true });
}

/** markdown-it would leave out what is deeper than its `maxNesting`. */
function deepest(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (silent || state.level < DEEPEST) return false;
  state.push('code_block', 'code', 0).content = state.getLines(start, end, state.blkIndent, false);
  state.line = end;
  return true;
}

/** What begins like HTML and is none, as XML, is a text whose lines are meant. */
function block(html: string): string {
  const ending = ended(html);
  const name = /^\s*<\/?([a-z][a-z0-9-]*)/i.exec(ending)?.[1]?.toLowerCase();
  const isText = name === undefined ? /^\s*(?:<\?|<!\[CDATA\[|&lt;)/.test(ending) : !isKnown(name);
  return isText ? `<div style="white-space: pre-wrap">${reader.utils.escapeHtml(html.trimEnd())}</div>` : ending;
}

/** Of elements and comments that swallow, those without an end are text. */
function ended(html: string): string {
  if (html.search(SWALLOWING) === -1) return html;
  const lower = html.toLowerCase();
  const ends = new Map<string, number>();
  return html.replace(SWALLOWING, (tag, at: number) => {
    const end = tag === '<!--' ? '-->' : `</${tag.slice(1).toLowerCase()}`;
    const last = ends.get(end) ?? lower.lastIndexOf(end);
    ends.set(end, last);
    return last > at ? tag : escaped(tag);
  });
}

function escaped(tag: string): string {
  return tag.replace('<', '&lt;');
}
