/** A table of Markdown that has more cells in a row than in its head: the last ones would be left out. It is a text. */
import type MarkdownIt from 'markdown-it';

export type StateBlock = MarkdownIt.StateBlock;

const DELIMITERS = /^[|:\- \t]+$/;

/** A rule for blocks of markdown-it. */
export function raggedTable(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (silent || start + 2 > end || !lineAt(state, start + 1).includes('-')) return false;
  if (!DELIMITERS.test(lineAt(state, start + 1))) return false;
  const columns = cellsIn(lineAt(state, start));
  if (columns !== cellsIn(lineAt(state, start + 1))) return false;
  const { stop, widest } = rowsFrom(state, start, end);
  if (widest <= columns) return false;
  const content = state.getLines(start, stop, state.blkIndent, false).trim();
  state.push('paragraph_open', 'p', 1).map = [start, stop];
  Object.assign(state.push('inline', '', 0), { content, map: [start, stop], children: [] });
  state.push('paragraph_close', 'p', -1);
  state.line = stop;
  return true;
}

interface RowExtent {
  stop: number;
  widest: number;
}

/** Lines that were looked through once are not looked through again: what is read stays linear. */
const known = new WeakMap<object, RowExtent>();

function rowsFrom(state: StateBlock, start: number, end: number): RowExtent {
  const before = known.get(state.bMarks);
  if (before && start < before.stop) return before;
  let widest = 0;
  let stop = start;
  while (stop < end && !state.isEmpty(stop)) {
    widest = Math.max(widest, cellsIn(lineAt(state, stop)));
    stop += 1;
  }
  known.set(state.bMarks, { stop, widest });
  return { stop, widest };
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

function cellsIn(line: string): number {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).length;
}
