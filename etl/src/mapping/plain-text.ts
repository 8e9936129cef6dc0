/** HTML and Markdown to plain text, for columns that people read in reports. */
import { compile } from 'html-to-text';
import { Marked } from 'marked';
import { strippedTags } from './tag-stripper';

/** Longer markup is stripped in one pass instead of being parsed: a column holds 32,000 units anyway. */
const PARSED_HTML = 400_000;
/** Some Markdown costs time with the square of its length. */
const PARSED_MARKDOWN = 32_000;
/** Mail clients nest a few dozen levels; deeper is an attack or a defect, and parsing it costs stack. */
const PARSED_DEPTH = 256;
const MARKUP = /<[a-z/!?]/i;
const ENTITY = /&[a-z#][a-z0-9]*;/i;

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: PARSED_DEPTH },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'head', format: 'skip' },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
  ],
});
const marked = new Marked({ gfm: true, breaks: true });

/** Both are total: markup that cannot be parsed is stripped of its tags, or stays as it is. */
export const plainText = { html: htmlToText, markdown: markdownToText };

function htmlToText(markup: string): string {
  if (!MARKUP.test(markup)) {
    // No tags: line breaks are meant, and entities are all there is to read.
    return ENTITY.test(markup) ? parsed(markup.replaceAll(/\r\n|\r|\n/g, '<br>')) : tidy(markup);
  }
  return parsed(markup);
}

function parsed(markup: string): string {
  if (markup.length > PARSED_HTML || depthOf(markup) >= PARSED_DEPTH) return tidy(strippedTags(markup));
  return tidy(attempt(() => convert(markup)) ?? strippedTags(markup));
}

function markdownToText(markup: string): string {
  if (markup.length > PARSED_MARKDOWN) return tidy(markup);
  const html = attempt(() => marked.parse(markup, { async: false }));
  return html === undefined ? tidy(markup) : htmlToText(html);
}

/** Deep nesting ends in a RangeError of the stack: it must cost the formatting of one text, not the run. */
function attempt(convertMarkup: () => string): string | undefined {
  try {
    return convertMarkup();
  } catch {
    return undefined;
  }
}

/** An upper bound of how deep elements nest, in one pass. */
function depthOf(markup: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = markup.indexOf('<'); at !== -1; at = markup.indexOf('<', at + 1)) {
    const next = markup[at + 1] ?? '';
    if (next === '/') depth = Math.max(0, depth - 1);
    else if (/[a-z]/i.test(next) && !VOID.test(markup.slice(at + 1, at + 8))) depth += 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|p|li|param|source|td|th|tr|track|wbr)\b/i;

/** No carriage returns, no trailing blanks, never more than one empty line. Linear: no pattern that backtracks. */
function tidy(text: string): string {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const kept = line.trimEnd();
    if (kept !== '' || lines.at(-1) !== '') lines.push(kept);
  }
  return lines.join('\n').trim();
}
