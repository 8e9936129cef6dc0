/** Folding of tags has its one home here: Power BI takes `VIP`, `vip` and `vip ` for one value. */
import { clean, cut, fold } from '../../../vendors/text';

export interface FoldedTag {
  /** Trimmed, lower case. */
  tag: string;
  /** As written; of several that fold alike, the first in code-point order. */
  label: string;
}

const TAG_LIMIT = 1000;

/** One entry a folded tag, in code-point order of the folded tags; empty ones are dropped. */
export function foldedTags(spellings: readonly string[]): FoldedTag[] {
  const labels = new Map<string, string>();
  for (const text of spellings) {
    const label = cut(clean(text).trim(), TAG_LIMIT);
    const tag = fold(label);
    const known = labels.get(tag);
    if (tag !== '' && (known === undefined || byCodePoint(label, known) < 0)) labels.set(tag, label);
  }
  return [...labels].map(([tag, label]) => ({ tag, label })).sort((a, b) => byCodePoint(a.tag, b.tag));
}

/** JavaScript compares UTF-16 units, which puts characters beyond U+FFFF before some below it. */
export function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
