import { VendorError } from '../../errors';
import type { ApiRequest, Call } from '../../http';
import type { Json } from '../../json';
import { isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { IdSet } from '../../paging';
import { idIn } from '../envelope';
import { LARGEST_PAGE, isBeyondEnd, listIn, positionOf, turnPage } from '../streams/pages';
import type { PageAsked } from '../requests';

/**
 * Every row of a short list once, page by page; whoever has enough stops. A page without a new row is the end: a list
 * that is not paged gives the same rows for every page.
 */
export async function* rowsOf(
  call: Call,
  request: (asked: PageAsked) => ApiRequest,
  title: string,
): AsyncGenerator<Json, void, undefined> {
  let cursor: string | null = null;
  const seen = new IdSet();
  do {
    const position = positionOf(cursor);
    const answer = await answerOrError(call, request({ page: position.page, count: LARGEST_PAGE }));
    if (answer instanceof VendorError) {
      if (isBeyondEnd(answer)) return;
      throw answer;
    }
    const list = listIn(answer, title);
    const fresh = list.records.filter((row) => seen.add(identityOf(row)));
    yield* fresh;
    if (fresh.length === 0) return;
    cursor = turnPage(list, position, LARGEST_PAGE).next;
  } while (cursor !== null);
}

function identityOf(row: Json): string {
  return (isObject(row) ? idIn(row.id) : null) ?? JSON.stringify(row);
}
