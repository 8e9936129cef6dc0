/** Return All / Limit: stops at the limit before the next request is made. */
import type { INodeProperties } from 'n8n-workflow';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import type { Paged } from '../../vendors/paging';
import { pagesOf, readSlices } from '../../vendors/paging';
import type { PagingContext, Slice, SourceSettings } from '../../vendors/vendor';
import type { OperationRun } from './operation';

export const LIMIT_PROPERTIES: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, numberPrecision: 0 },
    default: 50,
    displayOptions: { show: { returnAll: [false] } },
    description: 'Max number of results to return',
  },
];

/** Rows for a list in the editor where no page size is set. */
const ROWS = 50;

export const NO_SETTINGS: SourceSettings = { timezone: null, pageSize: null, projects: [], paths: {} };

/** How many results the user wants: Infinity for all. */
export function limitOf({ parameters }: Pick<OperationRun, 'parameters'>): number {
  return parameters.isOn('returnAll') ? Number.POSITIVE_INFINITY : (parameters.number('limit') ?? 50);
}

/**
 * What paging needs to know for one operation: a page brings all that is wanted where one page can hold it.
 * @param largest rows that one page of this service can hold
 */
export function pagingFor(run: OperationRun, settings: SourceSettings = NO_SETTINGS, largest?: number): PagingContext {
  const best = largest ?? run.service.vendor.defaults.pageSize;
  return { settings: { ...settings, pageSize: Math.min(limitOf(run), best) }, queueIds: [] };
}

/** Whether a record counts, where the service has no filter for it. */
export type Keeps = (record: Json) => boolean;
const ALL: Keeps = () => true;

/** Get Many: records of the slices up to the limit. What the service did otherwise than asked is hinted at. */
export async function getMany(
  run: OperationRun,
  stream: Paged,
  slices: readonly Slice[],
  context: PagingContext = pagingFor(run),
  keeps: Keeps = ALL,
): Promise<Json[]> {
  return getManyAs(run, stream, slices, (records) => records, context, keeps);
}

/**
 * Get Many of long lists: each page becomes items as it comes, so that of the records no more than a page is held.
 * @param as what becomes of a page's records
 */
export async function getManyAs<Item>(
  run: OperationRun,
  stream: Paged,
  slices: readonly Slice[],
  as: (records: Json[]) => Item[] | Promise<Item[]>,
  context: PagingContext = pagingFor(run),
  keeps: Keeps = ALL,
): Promise<Item[]> {
  const notes = new Set<string>();
  const items: Item[] = [];
  for await (const records of recordsOf(stream, slices, run.call, context, limitOf(run), notes, keeps)) {
    for (const item of await as(records)) items.push(item);
  }
  for (const note of notes) {
    run.node.addExecutionHints({ message: `${run.service.vendor.title}: ${note}`, location: 'outputPane' });
  }
  return items;
}

/** Records of the slices in order, without doubles, at most `limit`. */
export async function collect(
  stream: Paged,
  slices: readonly Slice[],
  call: Call,
  context: PagingContext,
  limit: number,
): Promise<Json[]> {
  const records: Json[] = [];
  for await (const page of recordsOf(stream, slices, call, context, limit))
    for (const record of page) records.push(record);
  return records;
}

/**
 * New records of each page. No page is asked for after the one that reaches the limit.
 * @param notes what is worth knowing about the pages is added to it
 */
async function* recordsOf(
  stream: Paged,
  slices: readonly Slice[],
  call: Call,
  context: PagingContext,
  limit: number,
  notes = new Set<string>(),
  keeps: Keeps = ALL,
): AsyncGenerator<Json[], void, undefined> {
  let left = limit;
  for await (const page of readSlices(stream, slices, call, context)) {
    const kept = page.fresh.filter(keeps);
    if (page.note !== null) notes.add(page.note);
    yield kept.slice(0, left);
    left -= kept.length;
    if (left <= 0) return;
  }
}

/**
 * One page for a list in the editor.
 * @param token what the page before gave as `next`
 */
export async function firstPage(
  stream: Paged,
  slice: Slice,
  call: Call,
  token?: string,
  settings: SourceSettings = NO_SETTINGS,
): Promise<{ records: Json[]; next?: string }> {
  const context: PagingContext = { settings, queueIds: [] };
  for await (const { records, next, replacements } of pagesOf(stream, slice, call, context, token ?? null)) {
    // Asked another way there is no page to go on from: one page is all there is.
    if (replacements) return { records: await collect(stream, replacements, call, context, settings.pageSize ?? ROWS) };
    return { records, ...(next === null ? {} : { next }) };
  }
  return { records: [] };
}
