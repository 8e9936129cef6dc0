/** The text of a configuration with one more source; all else stays as it is written, comments and line ends too. */
import { isMap, isScalar, parseDocument } from 'yaml';
import type { SourceAnswer } from './config-text';
import { sourceLines } from './config-text';

/** @returns undefined where the sources do not stand below one another, each on lines of its own */
export function withSource(text: string, source: SourceAnswer): string | undefined {
  const sources = parseDocument(text, { schema: 'failsafe', uniqueKeys: false }).get('sources', true);
  if (!isMap(sources) || sources.flow === true) return undefined;
  const [first] = sources.items;
  if (first === undefined || !isScalar(first.key)) return undefined;
  const start = first.key.range?.[0] ?? 0;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  // `? key` and what stands on the line of `sources:` would not be kept by one more line.
  if (!/^ +$/.test(indent)) return undefined;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const at = endOfBlock(text, lineStart, indent.length);
  const before = text.slice(0, at);
  const added = sourceLines(source).map((line) => (line === '' ? '' : `${indent}${line.slice(2)}`));
  const gap = before.endsWith('\n') ? '' : lineEnd;
  return `${before}${gap}${lineEnd}${added.join(lineEnd)}${lineEnd}${text.slice(at)}`;
}

/** Behind the last line that is indented as the sources are: keys of the last one that are comments are its own. */
function endOfBlock(text: string, from: number, indent: number): number {
  let end = from;
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\n', at);
    const line = text.slice(at, next === -1 ? text.length : next);
    const isBlank = line.trim() === '';
    if (!isBlank && line.length - line.trimStart().length < indent) break;
    at = next === -1 ? text.length : next + 1;
    if (!isBlank) end = at;
  }
  return end;
}
