import { VendorError } from '../../errors';
import type { ApiRequest, Call } from '../../http';
import type { Json } from '../../json';
import { settle } from '../../outcome';
import { LARGEST_PAGE, isBeyondEnd, listIn, positionOf, turnPage } from '../pages';
import type { PageAsked } from '../requests';

/** Every row of a short list, page by page; whoever has enough stops. */
export async function* rowsOf(
  call: Call,
  request: (asked: PageAsked) => ApiRequest,
  title: string,
): AsyncGenerator<Json, void, undefined> {
  let cursor: string | null = null;
  do {
    const position = positionOf(cursor);
    const answer = await settle(call, request({ page: position.page, count: LARGEST_PAGE }));
    if (answer instanceof VendorError) {
      if (isBeyondEnd(answer)) return;
      throw answer;
    }
    const list = listIn(answer, title);
    yield* list.records;
    cursor = turnPage(list, position, LARGEST_PAGE).next;
  } while (cursor !== null);
}
