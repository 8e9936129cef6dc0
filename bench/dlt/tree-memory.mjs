// The peak of the memory that a process and all below it hold together, looked at ten times a second. Pages that they
// share count once. Known on Linux alone.
import { readFileSync, readdirSync } from 'node:fs';

const EVERY_MS = 100;

/** `stop` returns megabytes; null where the system does not say. */
export function watchMemory(root) {
  let peak = null;
  const look = () => {
    const kilobytes = treeOf(root).reduce((sum, pid) => sum + heldBy(pid), 0);
    if (kilobytes > 0) peak = Math.max(peak ?? 0, kilobytes / 1024);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function treeOf(root) {
  const children = new Map();
  for (const pid of numbersIn('/proc')) {
    // The name of a program, in brackets, may hold anything.
    const parent = Number(textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function heldBy(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function numbersIn(folder) {
  try {
    return readdirSync(folder).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** A process may end while it is looked at. */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
