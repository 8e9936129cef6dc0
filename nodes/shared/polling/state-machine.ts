/**
 * What happened since the last poll. Pure: a state and what was read become events and the next state. The rules:
 * whatever is stamped at or after the floor and is not remembered is news; whatever is remembered and differs is news;
 * the floor rises only over what was read to its end, and never beyond the service's own clock.
 */
import { instantOf, microsOf } from '../../../vendors/time';
import type { Retention, TicketEvent } from '../../../vendors/change-feed';
import type { Slice } from '../../../vendors/vendor';
import type { PollState, Round, TicketFingerprint } from './state';

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
export interface TicketFacts {
  id: string;
  created: string | null;
  updated: string | null;
  version: string;
  status: string;
  /** When the status last changed, where the ticket says so. */
  statusAt: string | null;
  /** Whether the user wants to hear of this ticket: others are remembered, not told. */
  matchesFilter: boolean;
  /** Read only where `needsThread` says so. */
  thread?: {
    replies: readonly ReplyFacts[];
    /** Oldest first. */
    changes: ReadonlyArray<{ from: string | null; at: string }>;
  };
}

export interface PollingOptions {
  events: ReadonlySet<TicketEvent>;
  memory: Retention;
  /** What is not remembered is new, whatever its stamps say. */
  unknownIsNew: boolean;
  /** Threads tell status changes. */
  threadTellsStatus: boolean;
}

export interface DetectedEvent<Snapshot extends TicketFacts> {
  event: TicketEvent;
  snapshot: Snapshot;
  /** status_changed: as far as it is known. */
  previousStatus?: string | null;
  /** replied. */
  replyId?: string;
}

type Classification = 'created' | 'changed' | 'unsettled' | 'same' | 'learned';

const stampOf = ({ updated, created }: TicketFacts): string => updated ?? created ?? '';

function classify(
  { tickets, floor, isRecording }: PollState,
  snapshot: TicketFacts,
  options: PollingOptions,
): Classification {
  const fingerprint = tickets.get(snapshot.id);
  if (fingerprint) {
    if (fingerprint.version !== snapshot.version) return 'changed';
    return fingerprint.mayChangeAgain ? 'unsettled' : 'same';
  }
  if (isRecording) return 'learned';
  if (options.unknownIsNew || (snapshot.created !== null && snapshot.created >= floor)) return 'created';
  return stampOf(snapshot) >= floor ? 'changed' : 'learned';
}

/** Whether the ticket itself is news, as against one of whose thread only there may be more. */
export function isNewOrChanged(state: PollState, snapshot: TicketFacts, options: PollingOptions): boolean {
  return !state.isRecording && ['created', 'changed'].includes(classify(state, snapshot, options));
}

/** Whether its thread has to be read before `take`. */
export function needsThread(state: PollState, snapshot: TicketFacts, options: PollingOptions): boolean {
  const { created, updated, matchesFilter } = snapshot;
  const asksReplies = options.events.has('replied');
  // What nothing has moved since its creation has no replies.
  const isUntouched = created !== null && updated !== null && updated <= created;
  if (!matchesFilter || isUntouched) return false;
  // Replies of the second in which the trigger began are recorded, so that they are not taken for later ones.
  if (state.isRecording) return asksReplies && stampOf(snapshot) >= addMicros(state.started, -SETTLING_MICROS);
  const classification = classify(state, snapshot, options);
  if (classification === 'same' || classification === 'learned') return false;
  if (asksReplies) return true;
  const asksStatus = options.events.has('status_changed') && options.threadTellsStatus;
  return asksStatus && classification === 'changed' && !state.tickets.has(snapshot.id);
}

/** Begins a round. */
export function begin(state: PollState, todo: Slice[]): PollState {
  const round: Round = { number: state.rounds + 1, clock: null, todo, cursor: null, latest: null, isWhole: true };
  return { ...state, rounds: round.number, round };
}

/**
 * Takes in what was read of a round.
 * @param snapshots of one page, or a part of it; those that `needsThread` names with their thread
 * @param clock the service's when they were read
 */
export function take<Snapshot extends TicketFacts>(
  state: PollState,
  snapshots: readonly Snapshot[],
  options: PollingOptions,
  clock: string,
): { events: Array<DetectedEvent<Snapshot>>; state: PollState } {
  const { round } = state;
  if (round === null) return { events: [], state };
  const next: PollState = { ...state, tickets: new Map(state.tickets), replies: new Map(state.replies) };
  const events: Array<DetectedEvent<Snapshot>> = [];
  let { latest } = round;
  for (const snapshot of [...snapshots].sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1))) {
    for (const each of eventsOf(next, snapshot, options)) events.push(each);
    next.tickets.set(snapshot.id, fingerprintOf(snapshot, round.number, clock));
    const stamp = stampOf(snapshot);
    if (stamp !== '' && (latest === null || stamp > latest)) latest = stamp;
  }
  next.round = { ...round, clock: round.clock ?? clock, latest };
  return { events, state: state.isRecording ? bounded(next, options.memory) : next };
}

function eventsOf<Snapshot extends TicketFacts>(
  state: PollState,
  snapshot: Snapshot,
  options: PollingOptions,
): Array<DetectedEvent<Snapshot>> {
  const classification = classify(state, snapshot, options);
  if (!snapshot.matchesFilter) return [];
  const created: Array<DetectedEvent<Snapshot>> = classification === 'created' ? [{ event: 'created', snapshot }] : [];
  const changed: Array<DetectedEvent<Snapshot>> =
    classification === 'changed' ? [{ event: 'updated', snapshot }, ...statusChange(state, snapshot)] : [];
  const replies = newReplies(state, snapshot);
  if (state.isRecording) return [];
  return [...created, ...changed, ...replies].filter(({ event }) => options.events.has(event));
}

function statusChange<Snapshot extends TicketFacts>(
  { tickets, floor }: PollState,
  snapshot: Snapshot,
): Array<DetectedEvent<Snapshot>> {
  const before = tickets.get(snapshot.id);
  if (before) {
    const hasMoved = before.status !== snapshot.status;
    return hasMoved ? [{ event: 'status_changed', snapshot, previousStatus: before.status }] : [];
  }
  const first = snapshot.thread?.changes.find(({ at }) => at >= floor);
  const hasMoved = first !== undefined || (snapshot.statusAt !== null && snapshot.statusAt >= floor);
  return hasMoved ? [{ event: 'status_changed', snapshot, previousStatus: first?.from ?? null }] : [];
}

/** What was written before the trigger began, or with the ticket itself, is no news. */
function newReplies<Snapshot extends TicketFacts>(
  state: PollState,
  snapshot: Snapshot,
): Array<DetectedEvent<Snapshot>> {
  const from = state.floor > state.started ? state.floor : state.started;
  const events: Array<DetectedEvent<Snapshot>> = [];
  for (const { id, at } of snapshot.thread?.replies ?? []) {
    const key = `${snapshot.id}/${id}`;
    if (at === null || at < from || (snapshot.created !== null && at <= snapshot.created) || state.replies.has(key))
      continue;
    state.replies.set(key, at);
    events.push({ event: 'replied', snapshot, replyId: id });
  }
  return events;
}

function fingerprintOf(snapshot: TicketFacts, round: number, clock: string): TicketFingerprint {
  const at = stampOf(snapshot);
  const { version, status } = snapshot;
  return { at, version, status, round, ...(at >= addMicros(clock, -SETTLING_MICROS) ? { mayChangeAgain: true } : {}) };
}

/** A part of the round could not be read to its end: it is read again, and the floor stays. */
export function broken(state: PollState): PollState {
  return state.round === null ? state : { ...state, round: { ...state.round, isWhole: false } };
}

/** Ends the round: everything was read. */
export function close(state: PollState, options: PollingOptions): PollState {
  const { round } = state;
  if (round === null) return state;
  const closed: PollState = { ...state, isRecording: false, round: null };
  if (!round.isWhole) return bounded(closed, options.memory);
  const watermark = advancedWatermark(state.floor, round);
  const tickets = [...state.tickets].filter(
    ([, fingerprint]) =>
      fingerprint.at >= watermark ||
      options.memory === 'recent' ||
      (options.memory === 'listed' && isListed(fingerprint, round.number)),
  );
  const replies = [...state.replies].filter(([, at]) => at >= watermark);
  return bounded({ ...closed, floor: watermark, tickets: new Map(tickets), replies: new Map(replies) }, options.memory);
}

/** A row that moves while a list is paged may be skipped: only what is missing twice is gone. */
function isListed({ round }: TicketFingerprint, current: number): boolean {
  return round >= current - 1;
}

function advancedWatermark(watermark: string, { latest, clock }: Round): string {
  if (latest === null || clock === null) return watermark;
  const reached = addMicros(latest < clock ? latest : clock, -OVERLAP_MICROS);
  return reached > watermark ? reached : watermark;
}

/**
 * A burst may have more changes than the state should hold. The oldest are forgotten, and the floor rises over them:
 * a change that the service shows late is then missed rather than told twice.
 */
function bounded(state: PollState, memory: Retention): PollState {
  const loose = [...state.tickets].filter(([, { at }]) => at >= state.floor || memory === 'recent');
  if (loose.length <= MOST_REMEMBERED) return state;
  const stamps = loose.map(([, { at }]) => at).sort();
  const cut = stamps[stamps.length - MOST_REMEMBERED - 1] ?? '';
  const watermark = cut >= state.floor ? addMicros(cut, 1n) : state.floor;
  const isKept = (fingerprint: TicketFingerprint): boolean =>
    fingerprint.at > cut || (memory === 'listed' && isListed(fingerprint, state.rounds));
  return {
    ...state,
    floor: watermark,
    tickets: new Map([...state.tickets].filter(([, fingerprint]) => isKept(fingerprint))),
    replies: new Map([...state.replies].filter(([, at]) => at >= watermark)),
  };
}

/** The instant so many microseconds later. */
export function addMicros(instant: string, micros: bigint): string {
  return instantOf(microsOf(instant) + micros) ?? instant;
}
