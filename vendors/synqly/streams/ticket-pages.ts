/** How tickets are paged: which filters may be trusted, and what is done when a provider refuses or ignores them. */
import { comparedWithLast } from '../../again';
import type { VendorError } from '../../errors';
import type { Answer } from '../../http';
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../one-ticket';
import { fold } from '../../text';
import { instantOf, microsOf } from '../../time';
import type { Cursor, PageContent, PagingContext, Plan, PlanInput, Slice, Stream } from '../../vendor';
import type { Onward } from './by-creation';
import { isByCreation, onwardByCreation, withoutCreation } from './by-creation';
import { filterTime, ignores } from '../filters';
import type { Turn } from './position';
import { staysEmpty, tokenOf, turn } from './position';
import { sightOf, withSight } from './sight';
import { cursorIn, rowsIn } from '../envelope';
import { warningsIn } from '../errors';
import { getTicket, queryTickets } from '../requests';
import { unifyTicket } from '../unify/ticket';
import type { SliceScan } from './ticket-slice';
import { projectSlices, queryOf, scanOf, scanSlice } from './ticket-slice';

/** Synqly's documented default; a higher maximum is not documented. */
export const PAGE_SIZE = 100;
/** Taken off the boundary: rows that a provider shows late. */
const OVERLAP_MICROS = 3_600_000_000n;
const DOUBTFUL = 'the list ended with a full page, so it may be incomplete';
/** Rows that move while an offset is paged are looked for by reading again, so often at most. */
const PASSES = 3;

export const tickets: Stream = {
  name: 'tickets',
  selectedBy: 'tickets',
  scope: 'source',
  plan,
  lookupSlice: (ticketId) => sliceOfTicket(ticketId),
  request: (slice, cursor, context) => {
    const id = ticketOfSlice(slice);
    if (id !== null) return getTicket(id);
    return queryTickets({ ...queryOf(slice), limit: context.settings.pageSize ?? PAGE_SIZE, cursor: tokenOf(cursor) });
  },
  read,
  recover,
  idOf: (record) => (isObject(record) ? asText(record['id']) : null),
  unify: unifyTicket,
};

function plan(input: PlanInput): Promise<Plan> {
  const { updated_at: seen } = input.watermark;
  const updated = input.mode === 'incremental' && seen !== null ? filterTime(earlier(seen)) : undefined;
  const since = input.since === null ? undefined : `${input.since}T00:00:00Z`;
  const scan: SliceScan = { updated, since, ordered: true };
  const chosen = input.settings.projects.length > 0;
  return Promise.resolve({
    slices: chosen ? projectSlices({ ...scan, chosen }, input) : [scanSlice(scan)],
    complete: updated === undefined && since === undefined,
    total: null,
    ...(updated === undefined ? { twice: 'pages' } : {}),
    changeDetection: wordsFor(updated, chosen),
  });
}

function wordsFor(updated: string | undefined, chosen: boolean): string {
  const scope = chosen ? 'the chosen projects' : 'all tickets that the integration token sees';
  return updated === undefined
    ? `Full scan of ${scope}; deleted tickets are seen as missing${chosen ? ', and those that left the projects are read once more' : ''}.`
    : `Tickets of ${scope} by updated_at since ${updated} where the provider filters by it, else a full scan; deleted tickets and changes that do not move updated_at are seen at the next full scan.`;
}

function earlier(instant: string): string {
  return instantOf(microsOf(instant) - OVERLAP_MICROS) ?? instant;
}

function read(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent {
  const one = ticketOfSlice(slice);
  if (one !== null)
    return readTicket('Synqly', isObject(answer.json) ? answer.json['result'] : null, one, tickets.idOf);
  const rows = rowsIn(answer, 'tickets');
  const limit = context.settings.pageSize ?? PAGE_SIZE;
  const scan = scanOf(slice);
  const counted = scan !== undefined && !scan.verbatim;
  const step = turn(rows.map(tickets.idOf), cursorIn(answer), cursor, { limit, counted });
  const note = step.note ?? ignoredWords(rows, slice) ?? warningsIn(answer.json);
  const fresh = rows.slice(step.skip);
  if (step.end === 'empty') return { records: fresh, next: null, incompleteReason: staysEmpty('tickets') };
  if (!scan) return { records: fresh, next: step.next, note };
  const records = scan.chosen ? rowsOfProject(fresh, scan.project) : fresh;
  const detour = detourOf(rows, cursor, step.next, scan);
  if (detour) return { ...detour, records, next: null, note: detour.note ?? note };
  const onward = isByCreation(scan)
    ? (onwardByCreation(rows, cursor, step, scan, limit) ?? { next: null, ...readAgainFrom(scan) })
    : byCursor(answer, rows, cursor, step, slice, scan, context);
  return { records, ...onward, note: onward.note ?? note };
}

type Detour = Pick<PageContent, 'splitInto' | 'note' | 'incompleteReason'>;

/** The filters of a scan did not do what they promise: ask without them. */
function detourOf(rows: Json[], cursor: Cursor | null, next: Cursor | null, scan: SliceScan): Detour | undefined {
  const nothing = cursor === null && rows.length === 0 && next === null;
  if (scan.updated === undefined) return undefined;
  const isIgnored = ignores(rows, `updated_at[gte]${scan.updated}`);
  // The boundary was taken from a ticket, so that at least this one has to come.
  if (!isIgnored && !(nothing && scan.project === undefined)) return undefined;
  return {
    splitInto: [scanSlice({ ...scan, updated: undefined, above: undefined, known: undefined, pass: undefined })],
    note: isIgnored
      ? 'the service ignored the filter by updated_at, so a full scan follows'
      : 'the filter by updated_at did not find the ticket that it was made from, so a full scan follows',
  };
}

/**
 * Paged by cursor. An offset that is counted here shows rows that move; of a token nothing is known, so that a full
 * scan of several pages is read twice.
 */
function byCursor(
  answer: Answer,
  rows: Json[],
  cursor: Cursor | null,
  step: Turn,
  slice: Slice,
  scan: SliceScan,
  context: PagingContext,
): Onward {
  const sight = sightOf(answer, rows.slice(step.skip), cursor, slice, tickets.idOf);
  if (step.next !== null) return { next: step.next === cursor ? cursor : withSight(step.next, sight) };
  if (step.moved) return { next: null, ...readAgainFrom(scan) };
  if (step.end === 'doubtful') return { next: null, ...beyondUnknown(scan, context) };
  const isProven = cursor === null || sight.counted || scan.updated !== undefined;
  return isProven ? { next: null } : comparedWithLast(slice, { print: sight.print, until: sight.until });
}

function readAgainFrom(scan: SliceScan): Detour {
  const pass = scan.pass ?? 1;
  if (pass >= PASSES) return { incompleteReason: `the list changed during each of ${PASSES} readings of the list` };
  return {
    splitInto: [scanSlice({ ...scan, pass: pass + 1 })],
    note: 'the list changed while it was read, so it is read again',
  };
}

/** The service cannot be asked for what stands beyond the end of a list. */
function beyondUnknown(scan: SliceScan, context: PagingContext): Detour {
  const projects = scan.project === undefined ? projectSlices(scan, context) : [];
  return projects.length > 1
    ? { splitInto: projects, note: `${DOUBTFUL}, so it is read once more, project by project` }
    : { incompleteReason: `${DOUBTFUL}, and the service has no other way to ask` };
}

/** Rows of other projects are left out only where it is plain that the service names projects as the user does. */
function rowsOfProject(rows: Json[], project = ''): Json[] {
  const own = rows.filter((row) => isObject(row) && fold(asText(row['project']) ?? '') === fold(project));
  return own.length === 0 ? rows : own;
}

function ignoredWords(rows: Json[], slice: Slice): string | undefined {
  const ignored = queryOf(slice).filters.filter((filter) => ignores(rows, filter));
  return ignored.length === 0
    ? undefined
    : `the service ignored ${ignored.length === 1 ? 'the filter' : 'the filters'} ${ignored.join(', ')}`;
}

/** A server error counts as a refusal: some providers answer so to a filter that they do not know. */
const REFUSALS = new Set(['invalid_request', 'unsupported', 'method_not_allowed', 'server_error']);

function recover(problem: VendorError, slice: Slice, context: PagingContext): Slice[] | undefined {
  const scan = scanOf(slice);
  if (!scan) return undefined;
  if (problem.code === 'incomplete') return perProject(scan, context);
  if (!REFUSALS.has(problem.code)) return undefined;
  if (scan.above !== undefined) return [scanSlice(withoutCreation(scan))];
  const ways = waysAround(problem, scan, context);
  return (ways.find(({ word }) => word.test(problem.message)) ?? ways[0])?.slices;
}

interface WayAround {
  /** How a refusal that means this may read. */
  word: RegExp;
  slices: Slice[];
}

/** What a scan can give up, the least harmful first. */
function waysAround(problem: VendorError, scan: SliceScan, context: PagingContext): WayAround[] {
  const ways: WayAround[] = [];
  if (scan.ordered) ways.push({ word: /order|sort/i, slices: [scanSlice({ ...scan, ordered: undefined })] });
  if (scan.updated !== undefined) ways.push({ word: /updated/i, slices: [scanSlice({ ...scan, updated: undefined })] });
  if (scan.since !== undefined) ways.push({ word: /created/i, slices: [scanSlice({ ...scan, since: undefined })] });
  if (!scan.verbatim) ways.push({ word: /cursor/i, slices: [scanSlice({ ...scan, verbatim: true })] });
  const projects = problem.code === 'server_error' ? undefined : perProject(scan, context);
  if (projects) ways.push({ word: /project/i, slices: projects });
  return ways;
}

function perProject(scan: SliceScan, context: PagingContext): Slice[] | undefined {
  if (scan.project !== undefined) return undefined;
  const projects = projectSlices(scan, context);
  return projects.length === 0 ? undefined : projects;
}
