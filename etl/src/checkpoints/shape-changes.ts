/** How the shape of a stream's records differs from the known one. What data alone explains is no change. */
import type { SeenPath } from './shape';

export interface ShapeChange {
  path: string;
  kind: 'new_field' | 'missing_field' | 'type_change';
  /** Types, sorted, joined by `|`; null: there is none. */
  before: string | null;
  after: string | null;
  /** Canonical instant at which it was met. */
  at: string;
}

/** Types by path. */
export type KnownShape = ReadonlyMap<string, ReadonlySet<string>>;

export function typesText(types: Iterable<string>): string {
  return [...types].sort().join('|');
}

/** New members and new types, one a path. */
export function changesIn(known: KnownShape, seen: readonly SeenPath[]): ShapeChange[] {
  const filled = filledParents(known.keys());
  return seen.flatMap(({ path, types, first }): ShapeChange[] => {
    const before = known.get(path);
    if (before === undefined) {
      const after = typesText(types.keys());
      return isTold(path, filled) ? [{ path, kind: 'new_field', before: null, after: after || null, at: first }] : [];
    }
    const fresh = [...types].filter(([type]) => !before.has(type));
    if (before.size === 0 || fresh.length === 0) return [];
    const at = fresh.map(([, met]) => met).reduce((a, b) => (a < b ? a : b));
    return [{ path, kind: 'type_change', before: typesText(before), after: typesText(types.keys()), at }];
  });
}

export interface LastSeen {
  path: string;
  types: string;
  /** Met in the reading that is judged. */
  isThere: boolean;
}

/** Members that no record of a whole reading had any more. @param at canonical instant of its end */
export function missingIn(known: readonly LastSeen[], at: string): ShapeChange[] {
  const filled = filledParents(known.filter(({ isThere }) => isThere).map(({ path }) => path));
  return known.flatMap(({ path, types, isThere }): ShapeChange[] =>
    isThere || !isTold(path, filled) ? [] : [{ path, kind: 'missing_field', before: types || null, after: null, at }],
  );
}

/**
 * Whether the coming or going of a member says something: the record itself, or the object around it, was met with
 * other members. An object that was null so far brings all of its members at once, a list its first item: that is data.
 */
function isTold(path: string, filled: ReadonlySet<string>): boolean {
  const parent = parentOf(path);
  return parent !== null && filled.has(parent);
}

function filledParents(paths: Iterable<string>): Set<string> {
  const parents = new Set<string>();
  for (const path of paths) {
    const parent = parentOf(path);
    if (parent !== null) parents.add(parent);
  }
  return parents;
}

/** The object around a member, '' for the record itself; null for an item of a list. */
function parentOf(path: string): string | null {
  return path.endsWith('[]') ? null : path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
