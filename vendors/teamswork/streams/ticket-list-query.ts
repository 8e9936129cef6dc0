/** What a slice of tickets asks for, and how it is kept in `Slice.params`. */
import type { JsonObject } from '../../json';
import { asText, booleanOf, numberOf, objectAt } from '../../json';
import type { Slice } from '../../vendor';
import type { TicketQuery } from '../requests';

export interface TicketListQuery {
  query: TicketQuery;
  /** Rows outside are dropped, whatever the service answers: canonical instants, inclusive. */
  keep: DateBounds;
  /** Every row was last updated at or after it unless the filter was ignored: `YYYY-MM-DD`. */
  updatedFrom: string | null;
  /** createdOn of the newest ticket that the query has: a walk that ends before it ended early. */
  until: string | null;
  /** Its id. */
  newest: string | null;
  /** Ordered by creation and to be proven complete, as exports are. */
  proven: boolean;
  /** Newest first, down to this canonical instant: for a service that ignores createdAfter. */
  downTo: string | null;
  /** Page by token: the service takes no offset. */
  tokens: boolean;
  /** Rows a page; null: as the settings say. */
  limit: number | null;
  /** The instance that the tickets belong to: their rows do not say it. */
  queue: string | null;
}

export interface DateBounds {
  createdFrom?: string;
  createdTo?: string;
  updatedFrom?: string;
  updatedTo?: string;
}

export function encodeListQuery(key: string, listQuery: TicketListQuery): Slice {
  return { key, params: { ...listQuery, query: { ...listQuery.query }, keep: { ...listQuery.keep } } };
}

/** The instance whose tickets a slice holds: asked for each of them. */
export function queueOf({ params }: Slice): string | null {
  return asText(params['queue']);
}

export function listQueryOf(slice: Slice): TicketListQuery {
  const { params } = slice;
  return {
    query: queryOf(objectAt(params, 'query')),
    keep: boundsOf(objectAt(params, 'keep')),
    updatedFrom: asText(params['updatedFrom']),
    until: asText(params['until']),
    newest: asText(params['newest']),
    proven: booleanOf(params['proven']) ?? false,
    downTo: asText(params['downTo']),
    tokens: booleanOf(params['tokens']) ?? false,
    limit: numberOf(params['limit']),
    queue: queueOf(slice),
  };
}

const TEXTS = [
  'search',
  'title',
  'status',
  'statusId',
  'priority',
  'tags',
  'orderBy',
  'select',
  'include',
  'createdAfter',
  'createdBefore',
  'expectedDateAfter',
  'expectedDateBefore',
  'lastUpdateAfter',
  'lastUpdateBefore',
] as const satisfies ReadonlyArray<keyof TicketQuery>;

function queryOf(stored: JsonObject): TicketQuery {
  const query: TicketQuery = {};
  for (const name of TEXTS) query[name] = asText(stored[name]) ?? undefined;
  const { order } = stored;
  if (order === 'ASC' || order === 'DESC') query.order = order;
  query.isResolved = booleanOf(stored['isResolved']) ?? undefined;
  return query;
}

function boundsOf(stored: JsonObject): DateBounds {
  return {
    createdFrom: asText(stored['createdFrom']) ?? undefined,
    createdTo: asText(stored['createdTo']) ?? undefined,
    updatedFrom: asText(stored['updatedFrom']) ?? undefined,
    updatedTo: asText(stored['updatedTo']) ?? undefined,
  };
}
