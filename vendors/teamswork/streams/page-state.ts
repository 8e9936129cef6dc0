/** Where a walk over the list of tickets stands after a page; a cursor is its JSON. */
import { asText, booleanOf, isObject, numberOf, parseJson } from '../../json';
import type { ListPosition } from '../../offset-list';
import { placeIn } from '../../offset-list';
import type { Cursor } from '../../vendor';

/**
 * page: the next rows. border: the page before the last one once more, to see that nothing moved between the two.
 * head: the first page once more, for rows that joined in front.
 */
export type PagingStep = 'page' | 'border' | 'head';
const STEPS: readonly PagingStep[] = ['page', 'border', 'head'];

export interface PageState extends ListPosition {
  step: PagingStep;
  /** By token: what is sent; null: nothing. */
  token: string | null;
  /** By token: what brought the last page, and while a border is asked what follows it. */
  own: string | null;
  after: string | null;
  /** While a border is asked: the last row of the page before it, and the first row of the page after it. */
  border: string | null;
  first: string | null;
  /** Latest createdOn seen. */
  at: string | null;
  /** Empty pages in a row. */
  empty: number;
  /** The ignored filter was said already. */
  told: boolean;
}

export function cursorOf(state: PageState): Cursor {
  return JSON.stringify(state);
}

export function stateOf(cursor: Cursor | null): PageState {
  const parsed = cursor === null ? null : parseJson(cursor);
  const value = parsed?.ok && isObject(parsed.value) ? parsed.value : {};
  return {
    ...placeIn(value),
    step: STEPS.find((step) => step === value['step']) ?? 'page',
    token: asText(value['token']),
    own: asText(value['own']),
    after: asText(value['after']),
    border: asText(value['border']),
    first: asText(value['first']),
    at: asText(value['at']),
    empty: numberOf(value['empty']) ?? 0,
    told: booleanOf(value['told']) ?? false,
  };
}
