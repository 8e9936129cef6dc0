/**
 * Lists of which it has to be known that they came whole. Page numbers take no row of overlap, and a total stays the same
 * when one row leaves as another joins: a list of several pages is read twice.
 */
import type { Sight } from '../../again';
import { comparedUntil, comparedWithLast, printIn, readAgain, withId } from '../../again';
import type { Answer } from '../../http';
import type { Json } from '../../json';
import { asText, isObject, objectAt, parseJson } from '../../json';
import { clockOf, readTime } from '../../time';
import type { Cursor, PageContent, Slice } from '../../vendor';
import { idIn } from '../envelope';
import { listIn, positionOf, turnPage } from './pages';

export const MOVED = 'rows joined or left the list while it was paged';

export function isWhole({ params }: Slice): boolean {
  return params['whole'] === true;
}

/** @param size rows a page that were asked for */
export function readWhole(
  answer: Answer,
  slice: Slice,
  cursor: Cursor | null,
  size: number,
  name: string,
): PageContent {
  const list = listIn(answer, name);
  const { records } = list;
  const position = positionOf(cursor);
  const { next, total, moved } = turnPage(list, position, size);
  const sight = seenUntil(answer, records, cursor, slice);
  const rows = position.rows + records.length;
  if (moved) return { records, ...readAgain(slice, MOVED) };
  if (next !== null) return { records, next: `${next}|${JSON.stringify(sight)}`, total };
  if (total !== null && rows < total)
    return { records, ...readAgain(slice, `the service counts ${total} rows of ${name}, but only ${rows} came`) };
  return position.page === 1 ? { records, next, total } : { records, ...comparedWithLast(slice, sight) };
}

/** Rows that were created after the first page do not count: a list may grow while it is read. */
function seenUntil(answer: Answer, records: readonly Json[], cursor: Cursor | null, slice: Slice): Sight {
  const parsed = cursor === null ? null : parseJson(cursor.slice(cursor.indexOf('|') + 1));
  const kept = parsed?.ok && isObject(parsed.value) ? parsed.value : {};
  const until = comparedUntil(slice) ?? (cursor === null ? clockOf(answer) : asText(kept['until']));
  let print = printIn(objectAt(kept, 'print'));
  for (const record of records) {
    const id = isObject(record) ? idIn(record['id']) : null;
    const created = readTime(isObject(record) ? record['date_created'] : null);
    const isLater = until !== null && created.kind === 'instant' && created.instant > until;
    if (id !== null && !isLater) print = withId(print, id);
  }
  return { print, until };
}
