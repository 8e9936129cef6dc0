/** Which parts of the tickets are read in a run. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import { isObject, numberOf } from '../../json';
import { VendorError } from '../../errors';
import { answerOrError } from '../../outcome';
import { instantOf, microsOf } from '../../time';
import type { Plan, PlanInput } from '../../vendor';
import { idIn } from '../envelope';
import type { Listing } from '../envelope';
import type { FilterQuery } from '../filters';
import { LARGEST_PAGE, listIn } from './pages';
import { countTickets, listTickets } from '../requests';
import { everyWindow } from './fallback';
import type { Direction, TicketSlice } from './slices';
import { chosenIds, dateWindow, encodeSlice, idRange, idTail, newestFirst } from './slices';
import { CEILING, pageSize } from './ticket-pages';

const WORDS =
  'Full scans read every id, hidden tickets too. Between them: tickets created, replied to, resolved or moved to another ' +
  'status since the last run, and all open tickets again, with those that were done within done_rescan (30 days). An edit ' +
  'of a label, field or assignee of a ticket that was done earlier shows at the next full scan: Deskpro has no filter for it.';

/** Windows of an incremental run begin this much before the last known change: clocks differ, and replies are filed late. */
const OVERLAP_MICROS = 15n * 60n * 1_000_000n;
/** Windows reach into the future: the service's clock may be ahead. */
const AHEAD_MICROS = 2n * 86_400n * 1_000_000n;

/** So many times the requests of a dense list may an id scan cost, before windows of the creation date are cheaper. */
const SPARSE_FACTOR = 8;
/** An id scan of so few requests is never worth avoiding. */
const CHEAP_SCAN = 40;
const SAMPLES = 8;

export async function planTickets(input: PlanInput): Promise<Plan> {
  const isFirst = input.watermark.created_at === null && input.watermark.updated_at === null;
  if (input.mode === 'incremental' && !isFirst) return changesPlan(input);
  if (input.since !== null) return planOf(everyWindow(`${input.since}T00:00:00.000000Z`), true, null);
  // How far the ids reach is asked at the beginning of a scan.
  return input.dry ? planOf([idTail(1)], true, null) : fullPlan(input);
}

function planOf(slices: TicketSlice[], complete: boolean, total: number | null): Plan {
  return { slices: slices.map(encodeSlice), complete, total, changeDetection: WORDS };
}

/** By id where `ids` is honoured and ids are dense enough: immune to the ceiling and to rows that move. */
async function fullPlan(input: PlanInput): Promise<Plan> {
  const size = pageSize(input);
  const visible = await newestId(input.call);
  const hidden = await hiddenTickets(input.call, visible.direction);
  const highest = Math.max(visible.highest, hidden.highest);
  const total = visible.total === CEILING ? null : (visible.total ?? null);
  const sum = total === null ? null : total + (hidden.total === CEILING ? 0 : hidden.total);
  const byId =
    highest === 0 || ((await honoursIds(input.call, highest)) && (await isDense(input.call, highest, sum, size)));
  if (!byId) return planOf(everyWindow(null), true, sum);
  const ranges = Array.from({ length: Math.ceil(highest / size) }, (_, index) =>
    idRange(index * size + 1, (index + 1) * size),
  );
  return planOf([...ranges, idTail(ranges.length * size + 1)], true, sum);
}

/** Created, replied to, resolved, moved to another status, hidden; and what is open once more, whatever changed. */
function changesPlan({ watermark, now, openTicketIds, since, ...context }: PlanInput): Plan {
  const until = shifted(now, AHEAD_MICROS);
  const changedFrom = shifted(watermark.updated_at ?? watermark.created_at ?? now, -OVERLAP_MICROS);
  const createdFrom = shifted(watermark.created_at ?? watermark.updated_at ?? now, -OVERLAP_MICROS);
  const earliest = since === null ? createdFrom : later(createdFrom, `${since}T00:00:00.000000Z`);
  return planOf(
    [
      dateWindow('date_created', earliest, until),
      dateWindow('date_last_user_reply', changedFrom, until),
      dateWindow('date_last_agent_reply', changedFrom, until),
      dateWindow('date_resolved', changedFrom, until),
      newestFirst('date_status', changedFrom),
      newestFirst('date_status', changedFrom, { status: ['hidden'] }),
      ...chunks(openTicketIds, pageSize(context)).map(chosenIds),
    ],
    false,
    null,
  );
}

function shifted(instant: string, micros: bigint): string {
  return instantOf(microsOf(instant) + micros) ?? instant;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function chunks(ids: readonly string[], size: number): string[][] {
  const sorted = [...ids].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  );
}

export interface Newest {
  highest: number;
  total: number | null;
  /** The name of the sort direction that worked. */
  direction: Direction | null;
}

/**
 * The highest id that lists show. The direction is named `order_dir` or `group_sort`: the rows tell which one works.
 * @throws VendorError when tickets cannot be listed
 */
export async function newestId(call: Call): Promise<Newest> {
  for (const direction of ['order_dir', 'group_sort'] as const) {
    const list = await listed(call, 2, [
      ['order_by', 'id'],
      [direction, 'desc'],
    ]);
    if (list instanceof VendorError) {
      if (list.code !== 'invalid_request') throw list;
      continue;
    }
    const [first, second] = idsIn(list);
    if (first === undefined) return { highest: 0, total: list.total, direction };
    if (second === undefined || first > second) return { highest: first, total: list.total, direction };
  }
  return lastOfAscending(call);
}

/** Neither direction works: the last row of the ascending list. A ceiling makes it too low; the tail goes on from there. */
async function lastOfAscending(call: Call): Promise<Newest> {
  const list = await listed(call, 1, []);
  if (list instanceof VendorError) throw list;
  const last = list.total !== null && list.total > 1 ? await listed(call, 1, [], list.total) : list;
  const ids = [...idsIn(list), ...(last instanceof VendorError ? [] : idsIn(last))];
  return { highest: highestOf(ids), total: list.total, direction: null };
}

/** Lists leave hidden tickets out unless they are asked for, and a key may not see them at all. */
async function hiddenTickets(call: Call, direction: Direction | null): Promise<{ highest: number; total: number }> {
  const list = await listed(call, 1, [
    ['status', 'hidden'],
    ['order_by', 'id'],
    ...(direction === null ? [] : [[direction, 'desc'] as const]),
  ]);
  if (list instanceof VendorError) {
    if (list.code !== 'invalid_request' && list.code !== 'forbidden') throw list;
    return { highest: 0, total: 0 };
  }
  const isHonoured = list.records.every((record) => isObject(record) && record.status === 'hidden');
  return isHonoured ? { highest: highestOf(idsIn(list)), total: list.total ?? 0 } : { highest: 0, total: 0 };
}

/** Of a page, which a service that passes over `count` makes as long as its list. */
function highestOf(ids: readonly number[]): number {
  return ids.reduce((highest, id) => Math.max(highest, id), 0);
}

/** Asked for one id, a service that ignores `ids` answers with its whole list. */
async function honoursIds(call: Call, id: number): Promise<boolean> {
  const list = await listed(call, LARGEST_PAGE, [['ids', String(id)]]);
  if (list instanceof VendorError) {
    if (list.code !== 'invalid_request') throw list;
    return false;
  }
  return (list.total === null || list.total <= 1) && list.records.length <= 1;
}

/** @param total tickets in all; null: the list's total is at its ceiling, so it is asked for or estimated */
async function isDense(call: Call, highest: number, total: number | null, size: number): Promise<boolean> {
  const requests = Math.ceil(highest / size);
  if (requests <= CHEAP_SCAN) return true;
  const tickets = total ?? (await counted(call)) ?? (await estimated(call, highest, size));
  return requests <= SPARSE_FACTOR * Math.max(1, Math.ceil(tickets / size));
}

/** The shape of /tickets/counts is not documented: a number, or a number among its members, above the ceiling. */
async function counted(call: Call): Promise<number | null> {
  const answer = await answerOrError(call, countTickets());
  if (answer instanceof VendorError || !isObject(answer.json)) return null;
  const { data } = answer.json;
  const number = numberOf(isObject(data) ? (data.total ?? data.count) : data);
  return number !== null && number > CEILING ? number : null;
}

/** How many tickets the id space holds, by samples spread evenly over it. */
async function estimated(call: Call, highest: number, size: number): Promise<number> {
  let found = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const first = Math.floor((highest * sample) / SAMPLES) + 1;
    const ids = Array.from({ length: size }, (_, offset) => String(first + offset));
    const list = await listed(call, size, [['ids', ids.join(',')]]);
    if (list instanceof VendorError) throw list;
    found += list.records.length;
  }
  return Math.ceil((found / (SAMPLES * size)) * highest);
}

async function listed(call: Call, count: number, query: FilterQuery, page = 1): Promise<Listing | VendorError> {
  const answer = await answerOrError(call, listTickets({ page, count }, query));
  return answer instanceof VendorError ? answer : listIn(answer, 'a list of tickets');
}

function idsIn(list: Listing): number[] {
  return list.records.flatMap(
    (record: Json) => numberOf(isObject(record) ? (idIn(record.id) ?? undefined) : undefined) ?? [],
  );
}
