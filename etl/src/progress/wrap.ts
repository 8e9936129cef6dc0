/** Lines that end between words. Pure. */
import { displayWidth } from './width';

/**
 * @param text one or several lines; each keeps its own indent
 * @param width columns; a word that is longer (a path, an address) stays whole
 * @param hanging how many columns the second and later lines of each are indented more than the first
 */
export function wrapped(text: string, width: number, hanging = 4): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width, hanging))
    .join('\n');
}

function wrappedLine(line: string, width: number, hanging: number): string {
  if (displayWidth(line) <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const later = indent + ' '.repeat(hanging);
  const lines: string[] = [];
  let now = indent;
  let isEmpty = true;
  for (const word of line.slice(indent.length).split(' ')) {
    if (!isEmpty && displayWidth(now) + 1 + displayWidth(word) > width) {
      lines.push(now.trimEnd());
      now = later + word;
    } else now += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, now].join('\n');
}
