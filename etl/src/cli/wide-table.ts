/** Which columns of a wide table are shown: those at both ends, as many as can be read. Pure. */
import { displayWidth } from '../progress/width';

/** A column that is cut to less says nothing. */
const READABLE = 12;
const GAP = 2;

/** @returns places of the columns; null stands for those that are left out in the middle */
export function shownColumns(
  names: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  width: number,
): Array<number | null> {
  const all = names.map((_name, at) => at);
  const least = all.map((at) => {
    const widest = rows.reduce(
      (most, row) => Math.max(most, displayWidth(row[at] ?? '')),
      displayWidth(names[at] ?? ''),
    );
    return Math.min(READABLE, widest) + GAP;
  });
  const room = width + GAP;
  if (least.reduce((sum, each) => sum + each, 0) <= room) return all;
  let [left, right] = [0, 0];
  let used = 1 + GAP;
  for (;;) {
    // First one from the left, then one from the right: keys stand in front, and what was computed at the end.
    const fromLeft = left <= right;
    const next = least[fromLeft ? left : names.length - 1 - right] ?? 0;
    if (left + right >= names.length - 1 || used + next > room) break;
    used += next;
    if (fromLeft) left += 1;
    else right += 1;
  }
  // A terminal that is too narrow for anything still shows the first one.
  const front = all.slice(0, Math.max(1, left));
  return [...front, null, ...all.slice(names.length - right)];
}
