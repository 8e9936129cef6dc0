/** Page numbers: where a slice stands, and whether it ends here. */
import { VendorError } from '../../errors';
import type { Answer } from '../../http';
import { isObject } from '../../json';
import type { Json } from '../../json';
import type { Cursor } from '../../vendor';
import type { Listing } from '../envelope';
import { hasList, listingOf } from '../envelope';

/** Default 10 loses rows; more than 200 is refused. */
export const LARGEST_PAGE = 200;

export interface PagePosition {
  page: number;
  /** Rows read on the pages before. */
  rows: number;
  /** The total that the page before named. */
  total: number | null;
}

const START: PagePosition = { page: 1, rows: 0, total: null };

/** A cursor is `page:rows:total`, total blank when unknown; what else was seen of the list may follow after a bar. */
export function positionOf(cursor: Cursor | null): PagePosition {
  const parts = /^(\d+):(\d+):(\d*)(?:\||$)/.exec(cursor ?? '');
  if (!parts) return START;
  return { page: Number(parts[1]), rows: Number(parts[2]), total: parts[3] === '' ? null : Number(parts[3]) };
}

export interface Turned {
  next: Cursor | null;
  /** null when the rows themselves prove it wrong. */
  total: number | null;
  /** Rows joined or left the list since the page before: another one may have been skipped. */
  moved: boolean;
}

/** @param size rows a page that were asked for; the service may give fewer */
export function turnPage(list: Listing, position: PagePosition, size: number): Turned {
  const rows = position.rows + list.records.length;
  const total = list.total !== null && rows > list.total ? null : list.total;
  const moved = position.total !== null && list.total !== null && list.total !== position.total;
  const more = hasMore(list, position, list.perPage ?? size, total, rows);
  return { next: more ? `${position.page + 1}:${rows}:${list.total ?? ''}` : null, total, moved };
}

/** Neither `total_pages` nor the total ends a list alone: a full page that they cannot explain is followed by one more. */
function hasMore(list: Listing, position: PagePosition, perPage: number, total: number | null, rows: number): boolean {
  if (list.pages !== null && position.page < list.pages) return true;
  if (total !== null && rows >= total) return false;
  return list.pages === null ? list.records.length > 0 : list.records.length >= perPage;
}

/** Asking beyond the end is refused with 404 or 400, not answered with an empty page: on a later page that is the end. */
export function isBeyondEnd(problem: VendorError): boolean {
  const page = Number(/[?&]page=(\d+)/.exec(problem.request ?? '')?.[1] ?? 1);
  return page > 1 && (problem.status === 404 || problem.status === 400);
}

/** @throws VendorError when a success has no list as its `data`: taking it for an empty list would lose rows silently */
export function listIn(answer: Answer, title: string): Listing {
  const list = listingOf(answer.json);
  if (list && hasList(answer.json)) return list;
  throw new VendorError({
    code: 'incomplete',
    message: `Deskpro's answer for ${title} has no data`,
    remedy: 'Check the base URL. It must be the address of a Deskpro helpdesk.',
    status: answer.status,
  });
}

/** Adds what the envelope side-loaded to a record that refers to it, so that a record stands by itself. */
export function withLinked(record: Json, linked: Json): Json {
  return isObject(record) && isObject(linked) && Object.keys(linked).length > 0 ? { ...record, linked } : record;
}
