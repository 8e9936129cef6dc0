/**
 * What happened since the last poll. Pure: a state and what was read become events and the next state. The rules:
 * whatever is stamped at or after the floor and is not remembered is news; whatever is remembered and differs is news;
 * the floor rises only over what was read to its end, and never beyond the service's own clock.
 */
import { instantOf, microsOf } from '../../../vendors/time';
import type { Memory, TicketEvent } from '../../../vendors/change-feed';
import type { Slice } from '../../../vendors/vendor';
import type { Mark, PollState, Round } from './state';

/** Services show some changes late, and their machines' clocks differ. */
export const OVERLAP_MICROS = 3_600_000_000n;
/** Stamps of whole seconds, and a Date header of whole seconds: so near to each other, more may come in that second. */
const SETTLING_MICROS = 2_000_000n;
/** Of what lies in the window, and of what is remembered for its status. */
const MOST_REMEMBERED = 10_000;

/** A reply as the thread tells it. */
export interface ReplyFacts {
  id: string;
  at: string | null;
}

/** What one look at a ticket says. Times are canonical instants. */
export interface Sighting {
  id: string;
  created: string | null;
  updated: string | null;
  version: string;
  status: string;
  /** When the status last changed, where the ticket says so. */
  statusAt: string | null;
  /** Whether the user wants to hear of this ticket: others are remembered, not told. */
  isWanted: boolean;
  /** Read only where `looksInto` says so. */
  thread?: {
    replies: readonly ReplyFacts[];
    /** Oldest first. */
    changes: ReadonlyArray<{ from: string | null; at: string }>;
  };
}

export interface Manner {
  events: ReadonlySet<TicketEvent>;
  memory: Memory;
  /** What is not remembered is new, whatever its stamps say. */
  unknownIsNew: boolean;
  /** Threads tell status changes. */
  threadTellsStatus: boolean;
}

export interface Told<Seen extends Sighting> {
  event: TicketEvent;
  seen: Seen;
  /** status_changed: as far as it is known. */
  previousStatus?: string | null;
  /** replied. */
  replyId?: string;
}

type Verdict = 'created' | 'changed' | 'unsettled' | 'same' | 'learned';

const stampOf = ({ updated, created }: Sighting): string => updated ?? created ?? '';

function judge({ tickets, floor, isRecording }: PollState, seen: Sighting, manner: Manner): Verdict {
  const mark = tickets.get(seen.id);
  if (mark) {
    if (mark.version !== seen.version) return 'changed';
    return mark.unsettled ? 'unsettled' : 'same';
  }
  if (isRecording) return 'learned';
  if (manner.unknownIsNew || (seen.created !== null && seen.created >= floor)) return 'created';
  return stampOf(seen) >= floor ? 'changed' : 'learned';
}

/** Whether the ticket itself is news, as against one of whose thread only there may be more. */
export function isNews(state: PollState, seen: Sighting, manner: Manner): boolean {
  return !state.isRecording && ['created', 'changed'].includes(judge(state, seen, manner));
}

/** Whether its thread has to be read before `take`. */
export function looksInto(state: PollState, seen: Sighting, manner: Manner): boolean {
  const { created, updated, isWanted } = seen;
  const asksReplies = manner.events.has('replied');
  // What nothing has moved since its creation has no replies.
  const isUntouched = created !== null && updated !== null && updated <= created;
  if (!isWanted || isUntouched) return false;
  // Replies of the second in which the trigger began are recorded, so that they are not taken for later ones.
  if (state.isRecording) return asksReplies && stampOf(seen) >= moved(state.started, -SETTLING_MICROS);
  const verdict = judge(state, seen, manner);
  if (verdict === 'same' || verdict === 'learned') return false;
  if (asksReplies) return true;
  const asksStatus = manner.events.has('status_changed') && manner.threadTellsStatus;
  return asksStatus && verdict === 'changed' && !state.tickets.has(seen.id);
}

/** Begins a round. */
export function begin(state: PollState, todo: Slice[]): PollState {
  const round: Round = { number: state.rounds + 1, clock: null, todo, cursor: null, latest: null, isWhole: true };
  return { ...state, rounds: round.number, round };
}

/**
 * Takes in what was read of a round.
 * @param sightings of one page, or a part of it; those that `looksInto` names with their thread
 * @param clock the service's when they were read
 */
export function take<Seen extends Sighting>(
  state: PollState,
  sightings: readonly Seen[],
  manner: Manner,
  clock: string,
): { events: Array<Told<Seen>>; state: PollState } {
  const { round } = state;
  if (round === null) return { events: [], state };
  const next: PollState = { ...state, tickets: new Map(state.tickets), replies: new Map(state.replies) };
  const events: Array<Told<Seen>> = [];
  let { latest } = round;
  for (const seen of [...sightings].sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1))) {
    for (const each of eventsOf(next, seen, manner)) events.push(each);
    next.tickets.set(seen.id, markOf(seen, round.number, clock));
    const stamp = stampOf(seen);
    if (stamp !== '' && (latest === null || stamp > latest)) latest = stamp;
  }
  next.round = { ...round, clock: round.clock ?? clock, latest };
  return { events, state: state.isRecording ? bounded(next, manner.memory) : next };
}

function eventsOf<Seen extends Sighting>(state: PollState, seen: Seen, manner: Manner): Array<Told<Seen>> {
  const verdict = judge(state, seen, manner);
  if (!seen.isWanted) return [];
  const created: Array<Told<Seen>> = verdict === 'created' ? [{ event: 'created', seen }] : [];
  const changed: Array<Told<Seen>> =
    verdict === 'changed' ? [{ event: 'updated', seen }, ...statusChange(state, seen)] : [];
  const replies = newReplies(state, seen);
  if (state.isRecording) return [];
  return [...created, ...changed, ...replies].filter(({ event }) => manner.events.has(event));
}

function statusChange<Seen extends Sighting>({ tickets, floor }: PollState, seen: Seen): Array<Told<Seen>> {
  const before = tickets.get(seen.id);
  if (before) {
    const hasMoved = before.status !== seen.status;
    return hasMoved ? [{ event: 'status_changed', seen, previousStatus: before.status }] : [];
  }
  const first = seen.thread?.changes.find(({ at }) => at >= floor);
  const hasMoved = first !== undefined || (seen.statusAt !== null && seen.statusAt >= floor);
  return hasMoved ? [{ event: 'status_changed', seen, previousStatus: first?.from ?? null }] : [];
}

/** What was written before the trigger began, or with the ticket itself, is no news. */
function newReplies<Seen extends Sighting>(state: PollState, seen: Seen): Array<Told<Seen>> {
  const from = state.floor > state.started ? state.floor : state.started;
  const told: Array<Told<Seen>> = [];
  for (const { id, at } of seen.thread?.replies ?? []) {
    const key = `${seen.id}/${id}`;
    if (at === null || at < from || (seen.created !== null && at <= seen.created) || state.replies.has(key)) continue;
    state.replies.set(key, at);
    told.push({ event: 'replied', seen, replyId: id });
  }
  return told;
}

function markOf(seen: Sighting, round: number, clock: string): Mark {
  const at = stampOf(seen);
  const { version, status } = seen;
  return { at, version, status, round, ...(at >= moved(clock, -SETTLING_MICROS) ? { unsettled: true } : {}) };
}

/** A part of the round could not be read to its end: it is read again, and the floor stays. */
export function broken(state: PollState): PollState {
  return state.round === null ? state : { ...state, round: { ...state.round, isWhole: false } };
}

/** Ends the round: everything was read. */
export function close(state: PollState, manner: Manner): PollState {
  const { round } = state;
  if (round === null) return state;
  const closed: PollState = { ...state, isRecording: false, round: null };
  if (!round.isWhole) return bounded(closed, manner.memory);
  const floor = raised(state.floor, round);
  const tickets = [...state.tickets].filter(
    ([, mark]) =>
      mark.at >= floor || manner.memory === 'recent' || (manner.memory === 'listed' && isListed(mark, round.number)),
  );
  const replies = [...state.replies].filter(([, at]) => at >= floor);
  return bounded({ ...closed, floor, tickets: new Map(tickets), replies: new Map(replies) }, manner.memory);
}

/** A row that moves while a list is paged may be skipped: only what is missing twice is gone. */
function isListed({ round }: Mark, current: number): boolean {
  return round >= current - 1;
}

function raised(floor: string, { latest, clock }: Round): string {
  if (latest === null || clock === null) return floor;
  const seen = moved(latest < clock ? latest : clock, -OVERLAP_MICROS);
  return seen > floor ? seen : floor;
}

/**
 * A burst may have more changes than the state should hold. The oldest are forgotten, and the floor rises over them:
 * a change that the service shows late is then missed rather than told twice.
 */
function bounded(state: PollState, memory: Memory): PollState {
  const loose = [...state.tickets].filter(([, { at }]) => at >= state.floor || memory === 'recent');
  if (loose.length <= MOST_REMEMBERED) return state;
  const stamps = loose.map(([, { at }]) => at).sort();
  const cut = stamps[stamps.length - MOST_REMEMBERED - 1] ?? '';
  const floor = cut >= state.floor ? moved(cut, 1n) : state.floor;
  const isKept = (mark: Mark): boolean => mark.at > cut || (memory === 'listed' && isListed(mark, state.rounds));
  return {
    ...state,
    floor,
    tickets: new Map([...state.tickets].filter(([, mark]) => isKept(mark))),
    replies: new Map([...state.replies].filter(([, at]) => at >= floor)),
  };
}

/** The instant so many microseconds later. */
export function moved(instant: string, micros: bigint): string {
  return instantOf(microsOf(instant) + micros) ?? instant;
}
