/**
 * Tickets to pick from. No search by text is documented, and providers differ in what they filter and order by, so
 * one way after the other is tried, and what comes is looked through here as well.
 */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject, numberOf, parseJson } from '../../json';
import { pagesOf } from '../../paging';
import { fold } from '../../text';
import type { Cursor } from '../../vendor';
import { orderOf } from '../filters';
import { listProjects } from '../requests';
import { tickets } from '../streams/ticket-pages';
import { ticketSlice } from '../streams/ticket-slice';

export interface FoundTickets {
  records: JsonObject[];
  /** For the next call. */
  next?: string;
}

/** Where a search stands. */
interface SearchPosition {
  way: number;
  /** Projects that are still to be read, the present one first; absent: all tickets at once. */
  projects?: readonly string[];
  cursor: Cursor | null;
}

/** The best one first. */
const WAYS = [
  { byName: true, byTime: true },
  { byName: true, byTime: false },
  { byName: false, byTime: true },
  { byName: false, byTime: false },
] as const;
const FIRST_UNNAMED = 2;
/** Somebody is waiting: a list is looked through so far for one call. */
const MOST_PAGES = 8;
const ROWS = 50;
const REFUSALS = new Set(['invalid_request', 'unsupported']);

/**
 * @param text part of the name or ID; blank: the latest tickets first
 * @param token `next` of the call before
 * @throws VendorError of the call, when every way was refused
 */
export async function findTickets(call: Call, text: string, token?: string): Promise<FoundTickets> {
  let place = placeIn(token) ?? { way: text.trim() === '' ? FIRST_UNNAMED : 0, cursor: null };
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome = await readPage(call, place, text);
    if (outcome instanceof VendorError) {
      const detour = await detourOf(call, place, outcome);
      if (!detour) throw outcome;
      place = detour;
      continue;
    }
    const found = outcome.records.filter((record) => isLike(record, text));
    const next = outcome.next === null ? following(place, found.length) : { ...place, cursor: outcome.next };
    if (next === undefined) return { records: found };
    if (found.length > 0) return { records: found, next: JSON.stringify(next) };
    place = next;
  }
  return { records: [], next: JSON.stringify(place) };
}

type SearchPage = { records: JsonObject[]; next: Cursor | null } | VendorError;

async function readPage(call: Call, { way, projects, cursor }: SearchPosition, text: string): Promise<SearchPage> {
  const { byName, byTime } = WAYS[way] ?? WAYS[3];
  const slice = ticketSlice({
    project: projects?.[0],
    // A quote cannot be written inside a filter.
    filters: byName ? [`name[like]"*${text.trim().replaceAll('"', '*')}*"`] : [],
    order: byTime ? [orderOf('created_at', 'desc')] : [],
  });
  const settings = { timezone: null, pageSize: ROWS, projects: [], paths: {} };
  const first = await pagesOf(tickets, slice, call, { settings, queueIds: [] }, cursor)
    .next()
    .catch((error: unknown) => ({ error }));
  if (!('error' in first)) {
    return { records: (first.value?.records ?? []).filter(isObject), next: first.value?.next ?? null };
  }
  if (first.error instanceof VendorError && REFUSALS.has(first.error.code)) return first.error;
  throw first.error;
}

/** What to try when the service refused; undefined: nothing is left. */
async function detourOf(call: Call, place: SearchPosition, refusal: VendorError): Promise<SearchPosition | undefined> {
  // In the middle of a list another way would begin it anew.
  if (place.cursor !== null) return undefined;
  const isAboutProjects = place.projects === undefined && /project/i.test(refusal.message);
  if (!isAboutProjects && place.way + 1 < WAYS.length) return { ...place, way: place.way + 1 };
  if (place.projects !== undefined) return undefined;
  const answer = await call(listProjects({ limit: ROWS }));
  const projects = arrayAt(answer.json, 'result').flatMap((row) => (isObject(row) ? (asText(row['id']) ?? []) : []));
  return projects.length === 0 ? undefined : { way: isAboutProjects ? place.way : 0, projects, cursor: null };
}

/** After the last page of a list: the same search without the filter where that found nothing, or the next project. */
function following({ way, projects, cursor }: SearchPosition, found: number): SearchPosition | undefined {
  if (found === 0 && cursor === null && WAYS[way]?.byName) return { way: FIRST_UNNAMED, projects, cursor: null };
  return projects !== undefined && projects.length > 1 ? { way, projects: projects.slice(1), cursor: null } : undefined;
}

function isLike(record: JsonObject, text: string): boolean {
  const requested = fold(text);
  return ['name', 'summary', 'id'].some((member) => fold(asText(record[member]) ?? '').includes(requested));
}

function placeIn(token: string | undefined): SearchPosition | undefined {
  const parsed = token === undefined ? undefined : parseJson(token);
  if (!parsed?.ok || !isObject(parsed.value)) return undefined;
  const { way, cursor, projects } = parsed.value;
  return {
    way: numberOf(way) ?? FIRST_UNNAMED,
    cursor: asText(cursor),
    ...(Array.isArray(projects) ? { projects: projects.flatMap((id: Json) => asText(id) ?? []) } : {}),
  };
}
