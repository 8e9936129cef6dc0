/** One poll: reads on where the last one stopped, until everything was read or the time is over. */
import { isVendorError } from '../../../vendors/errors';
import type { VendorError } from '../../../vendors/errors';
import type { Call } from '../../../vendors/http';
import type { Page } from '../../../vendors/paging';
import { pagesOf, withReplacements } from '../../../vendors/paging';
import { instantOfDate } from '../../../vendors/time';
import type { Slice } from '../../../vendors/vendor';
import type { DetectedEvent, PollingOptions } from './state-machine';
import { begin, broken, close, isNewOrChanged, needsThread, take } from './state-machine';
import type { Account, TicketSnapshot } from './ticket-snapshot';
import { snapshotOf, withThread } from './ticket-snapshot';
import type { PollState, Round } from './state';

/** So many tickets that changed make an execution: more wait for the next poll. */
const MOST_TICKETS = 500;

export interface Followed {
  state: PollState;
  events: Array<DetectedEvent<TicketSnapshot>>;
  /** What ended the poll early. What was read before it counts. */
  problem?: VendorError;
  /** Whether anything was read. */
  hasRead: boolean;
}

/** The service's own clock, as its answers say it. */
export interface ServiceClock {
  /** Canonical instant; our own clock until the service said its time. */
  now(): string;
}

/** @param own our clock, in epoch milliseconds */
export function clocked(call: Call, own: () => number): { call: Call; clock: ServiceClock } {
  let serverTime: number | null = null;
  return {
    call: async (request) => {
      const answer = await call(request);
      const date = Date.parse(answer.headers['date'] ?? '');
      if (!Number.isNaN(date)) serverTime = date;
      return answer;
    },
    clock: { now: () => instantOfDate(new Date(serverTime ?? own())) },
  };
}

/** @param isOver asked between two pieces of work; each poll does one at least */
export async function poll(
  account: Account,
  options: PollingOptions,
  clock: ServiceClock,
  from: PollState,
  isOver: () => boolean,
): Promise<Followed> {
  const poll = new Poll(account, options, clock, isOver);
  let state = from;
  if (state.round === null) {
    const watermark = state.isRecording && options.memory === 'recent' ? null : state.floor;
    const { call, settings, watch } = account;
    const planned = await outcomeOf(
      watch.changes({ events: options.events, settings, watermark, call, now: clock.now() }),
    );
    if ('problem' in planned) return { state, events: [], problem: planned.problem, hasRead: false };
    state = begin(state, planned.value);
  }
  const followed = await poll.readOn(state);
  return followed.hasRead || followed.problem?.retryable !== true ? followed : { ...followed, state: from };
}

class Poll {
  private readonly events: Array<DetectedEvent<TicketSnapshot>> = [];
  private hasRead = false;
  private changed = 0;

  constructor(
    private readonly account: Account,
    private readonly options: PollingOptions,
    private readonly clock: ServiceClock,
    private readonly isOver: () => boolean,
  ) {}

  async readOn(from: PollState): Promise<Followed> {
    let state = from;
    for (let slice = state.round?.todo[0]; slice; slice = state.round?.todo[0]) {
      const step = await this.readSlice(state, slice);
      state = step.state;
      if (step.problem) return this.stopped(from, state, step.problem);
      if (step.isStopped) return this.result(state);
    }
    return this.result(close(state, this.options));
  }

  /** Reads a slice to its end, or as far as the time allows. */
  private async readSlice(
    from: PollState,
    slice: Slice,
  ): Promise<{ state: PollState; isStopped?: boolean; problem?: VendorError }> {
    const { watch, call, settings } = this.account;
    const pages = pagesOf(watch.tickets, slice, call, { settings, queueIds: [] }, from.round?.cursor ?? null);
    let state = from;
    for (;;) {
      const turned = await outcomeOf(pages.next());
      if ('problem' in turned) return faulty(state, slice, turned.problem);
      if (turned.value.done) return { state };
      const page = turned.value.value;
      const read = await this.readPage(state, page);
      state = read.state;
      // A page without an answer only says that the service is asked another way.
      this.hasRead ||= read.isAll && page.answer.status !== 0;
      if (read.problem || !read.isAll) return { state, isStopped: true, problem: read.problem };
      state = passed(state, page);
      if (this.isOver() || this.changed >= MOST_TICKETS) return { state, isStopped: true };
    }
  }

  private async readPage(
    state: PollState,
    page: Page,
  ): Promise<{ state: PollState; isAll: boolean; problem?: VendorError }> {
    const found = page.records.flatMap((record) => snapshotOf(this.account, record, page.slice) ?? []);
    const ready: TicketSnapshot[] = [];
    let problem: VendorError | undefined;
    let isAll = true;
    for (const snapshot of this.inOrder(found, state)) {
      const isChanged = snapshot.matchesFilter && isNewOrChanged(state, snapshot, this.options);
      const isPlain = !needsThread(state, snapshot, this.options);
      isAll = !isChanged || (this.changed < MOST_TICKETS && (isPlain || !this.hasRead || !this.isOver()));
      if (!isAll) break;
      const whole = isPlain ? { value: snapshot } : await outcomeOf(this.lookInto(snapshot));
      if ('problem' in whole) {
        ({ problem } = whole);
        break;
      }
      if (isChanged) this.changed += 1;
      this.hasRead ||= !isPlain;
      ready.push(whole.value);
    }
    const taken = take(state, ready, this.options, this.clock.now());
    for (const each of taken.events) this.events.push(each);
    // What was told must be remembered, also where the page's next ticket fails.
    this.hasRead ||= taken.events.length > 0;
    return { state: taken.state, isAll: isAll && problem === undefined, problem };
  }

  /** The oldest first; tickets that only may have more to tell after those that are news. */
  private inOrder(found: readonly TicketSnapshot[], state: PollState): TicketSnapshot[] {
    const sorted = [...found].sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1));
    const isFirst = (snapshot: TicketSnapshot) => isNewOrChanged(state, snapshot, this.options);
    return [...sorted.filter(isFirst), ...sorted.filter((snapshot) => !isFirst(snapshot))];
  }

  private lookInto(snapshot: TicketSnapshot): Promise<TicketSnapshot> {
    const { events, threadTellsStatus } = this.options;
    return withThread(this.account, snapshot, {
      replies: events.has('replied'),
      statuses: threadTellsStatus && events.has('status_changed'),
    });
  }

  /** A place to go on from that the service does not take any more is given up: the round begins anew. */
  private stopped(from: PollState, state: PollState, problem: VendorError): Followed {
    if (this.hasRead) return { ...this.result(state), problem };
    return { ...this.result({ ...from, round: null }), problem };
  }

  private result(state: PollState): Followed {
    return { state, events: this.events, hasRead: this.hasRead };
  }
}

const stampOf = ({ updated, created }: TicketSnapshot): string => updated ?? created ?? '';

function passed(state: PollState, { next, replacements }: Page): PollState {
  if (state.round === null) return state;
  if (replacements) return placed(state, withReplacements(replacements, state.round.todo.slice(1)), null);
  return next === null ? withoutFirst(state) : placed(state, state.round.todo, next);
}

function withoutFirst(state: PollState): PollState {
  return placed(state, state.round?.todo.slice(1) ?? [], null);
}

function placed(state: PollState, todo: Slice[], cursor: Round['cursor']): PollState {
  return state.round === null ? state : { ...state, round: { ...state.round, todo, cursor } };
}

/** A list that cannot be read to its end is left for the next round; everything else ends the poll. */
function faulty(state: PollState, slice: Slice, problem: VendorError): { state: PollState; problem?: VendorError } {
  if (problem.code !== 'incomplete') return { state, problem };
  // Of a list whose last page said that it is not whole, nothing is left to read.
  return { state: broken(state.round?.todo[0] === slice ? withoutFirst(state) : state) };
}

type WorkOutcome<Value> = { value: Value } | { problem: VendorError };

async function outcomeOf<Value>(work: Promise<Value>): Promise<WorkOutcome<Value>> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return outcome;
  if (!isVendorError(outcome.error)) throw outcome.error;
  return { problem: outcome.error };
}
