/** One poll: reads on where the last one stopped, until everything was read or the time is over. */
import { isVendorError } from '../../../vendors/errors';
import type { VendorError } from '../../../vendors/errors';
import type { Call } from '../../../vendors/http';
import type { Page } from '../../../vendors/paging';
import { pagesOf, withReplacements } from '../../../vendors/paging';
import { instantOfDate } from '../../../vendors/time';
import type { Slice } from '../../../vendors/vendor';
import type { Manner, Told } from './state-machine';
import { begin, broken, close, isNews, looksInto, take } from './state-machine';
import type { Account, Seen } from './ticket-snapshot';
import { seenIn, withThread } from './ticket-snapshot';
import type { PollState, Round } from './state';

/** So many tickets that changed make an execution: more wait for the next poll. */
const MOST_TICKETS = 500;

export interface Followed {
  state: PollState;
  events: Array<Told<Seen>>;
  /** What ended the poll early. What was read before it counts. */
  problem?: VendorError;
  /** Whether anything was read. */
  hasRead: boolean;
}

/** The service's own clock, as its answers say it. */
export interface Clock {
  /** Canonical instant; our own clock until the service said its time. */
  now(): string;
}

/** @param own our clock, in epoch milliseconds */
export function clocked(call: Call, own: () => number): { call: Call; clock: Clock } {
  let told: number | null = null;
  return {
    call: async (request) => {
      const answer = await call(request);
      const date = Date.parse(answer.headers['date'] ?? '');
      if (!Number.isNaN(date)) told = date;
      return answer;
    },
    clock: { now: () => instantOfDate(new Date(told ?? own())) },
  };
}

/** @param isOver asked between two pieces of work; each poll does one at least */
export async function follow(
  account: Account,
  manner: Manner,
  clock: Clock,
  from: PollState,
  isOver: () => boolean,
): Promise<Followed> {
  const poll = new Poll(account, manner, clock, isOver);
  let state = from;
  if (state.round === null) {
    const boundary = state.isRecording && manner.memory === 'recent' ? null : state.floor;
    const { call, settings, watch } = account;
    const planned = await settled(watch.changes({ events: manner.events, settings, boundary, call, now: clock.now() }));
    if ('problem' in planned) return { state, events: [], problem: planned.problem, hasRead: false };
    state = begin(state, planned.value);
  }
  const followed = await poll.readOn(state);
  return followed.hasRead || followed.problem?.retryable !== true ? followed : { ...followed, state: from };
}

class Poll {
  private readonly events: Array<Told<Seen>> = [];
  private hasRead = false;
  private changed = 0;

  constructor(
    private readonly account: Account,
    private readonly manner: Manner,
    private readonly clock: Clock,
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
    return this.result(close(state, this.manner));
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
      const turned = await settled(pages.next());
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
    const found = page.records.flatMap((record) => seenIn(this.account, record, page.slice) ?? []);
    const ready: Seen[] = [];
    let problem: VendorError | undefined;
    let isAll = true;
    for (const seen of this.inOrder(found, state)) {
      const isChanged = seen.isWanted && isNews(state, seen, this.manner);
      const isPlain = !looksInto(state, seen, this.manner);
      isAll = !isChanged || (this.changed < MOST_TICKETS && (isPlain || !this.hasRead || !this.isOver()));
      if (!isAll) break;
      const whole = isPlain ? { value: seen } : await settled(this.lookInto(seen));
      if ('problem' in whole) {
        ({ problem } = whole);
        break;
      }
      if (isChanged) this.changed += 1;
      this.hasRead ||= !isPlain;
      ready.push(whole.value);
    }
    const taken = take(state, ready, this.manner, this.clock.now());
    for (const each of taken.events) this.events.push(each);
    // What was told must be remembered, also where the page's next ticket fails.
    this.hasRead ||= taken.events.length > 0;
    return { state: taken.state, isAll: isAll && problem === undefined, problem };
  }

  /** The oldest first; tickets that only may have more to tell after those that are news. */
  private inOrder(found: readonly Seen[], state: PollState): Seen[] {
    const sorted = [...found].sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1));
    const isFirst = (seen: Seen) => isNews(state, seen, this.manner);
    return [...sorted.filter(isFirst), ...sorted.filter((seen) => !isFirst(seen))];
  }

  private lookInto(seen: Seen): Promise<Seen> {
    const { events, threadTellsStatus } = this.manner;
    return withThread(this.account, seen, {
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

const stampOf = ({ updated, created }: Seen): string => updated ?? created ?? '';

function passed(state: PollState, { next, replacedBy }: Page): PollState {
  if (state.round === null) return state;
  if (replacedBy) return placed(state, withReplacements(replacedBy, state.round.todo.slice(1)), null);
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

type Settled<Value> = { value: Value } | { problem: VendorError };

async function settled<Value>(work: Promise<Value>): Promise<Settled<Value>> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return outcome;
  if (!isVendorError(outcome.error)) throw outcome.error;
  return { problem: outcome.error };
}
