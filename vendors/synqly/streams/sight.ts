/** What was seen of a list so far, kept in the cursor beside its position: two readings that saw the same agree. */
import type { Print, Sight } from '../../again';
import { NO_PRINT, comparedUntil, printIn, samePrint, withId } from '../../again';
import type { Answer } from '../../http';
import type { Json } from '../../json';
import { asText, isObject, objectAt, parseJson } from '../../json';
import { clockOf, readTime } from '../../time';
import type { Cursor, Slice } from '../../vendor';
import { isCounted } from './position';

export interface CountedSight extends Sight {
  /** An offset that was counted here was sent, so that its overlap would show rows that move. */
  counted: boolean;
  /** The rows of the first page. */
  head: Print;
  /** A later page had other rows than the first one. */
  goesOn: boolean;
}

/** @param rows of a page, without those that were on the page before as well */
export function sightOf(
  answer: Answer,
  rows: readonly Json[],
  cursor: Cursor | null,
  slice: Slice,
  idOf: (record: Json) => string | null,
): CountedSight {
  const parsed = cursor === null ? null : parseJson(cursor);
  const kept = parsed?.ok ? objectAt(parsed.value, 'sight') : {};
  const until = comparedUntil(slice) ?? (cursor === null ? clockOf(answer) : asText(kept['until']));
  let print = printIn(kept['print']);
  let page = NO_PRINT;
  for (const row of rows) {
    const id = idOf(row);
    if (id === null) continue;
    page = withId(page, id);
    const created = readTime(isObject(row) ? row['created_at'] : undefined);
    const isLater = until !== null && created.kind === 'instant' && created.instant > until;
    if (!isLater) print = withId(print, id);
  }
  const head = cursor === null ? page : printIn(kept['head']);
  const goesOn = kept['goesOn'] === true || (rows.length > 0 && !samePrint(page, head));
  return { print, until, counted: kept['counted'] === true || isCounted(cursor), head, goesOn };
}

export function withSight(next: Cursor, sight: CountedSight): Cursor {
  const parsed = parseJson(next);
  return parsed.ok && isObject(parsed.value) ? JSON.stringify({ ...parsed.value, sight }) : next;
}
