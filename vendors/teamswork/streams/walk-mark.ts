/** Where a walk over the list of tickets stands after a page; a cursor is its JSON. */
import { booleanOf, isObject, numberOf, parseJson, textOf } from '../../json';
import type { Place } from '../../offset-list';
import { placeIn } from '../../offset-list';
import type { Cursor } from '../../vendor';

/**
 * page: the next rows. border: the page before the last one once more, to see that nothing moved between the two.
 * head: the first page once more, for rows that joined in front.
 */
export type Step = 'page' | 'border' | 'head';
const STEPS: readonly Step[] = ['page', 'border', 'head'];

export interface Mark extends Place {
  step: Step;
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

export function cursorOf(mark: Mark): Cursor {
  return JSON.stringify(mark);
}

export function markOf(cursor: Cursor | null): Mark {
  const parsed = cursor === null ? null : parseJson(cursor);
  const value = parsed?.ok && isObject(parsed.value) ? parsed.value : {};
  return {
    ...placeIn(value),
    step: STEPS.find((step) => step === value['step']) ?? 'page',
    token: textOf(value['token']),
    own: textOf(value['own']),
    after: textOf(value['after']),
    border: textOf(value['border']),
    first: textOf(value['first']),
    at: textOf(value['at']),
    empty: numberOf(value['empty']) ?? 0,
    told: booleanOf(value['told']) ?? false,
  };
}
