/** Whatever happens between polls, and however they are cut short: nothing is missed, nothing is told twice. */
import fc from 'fast-check';
import type { DetectedEvent, PollingOptions } from '../../../nodes/shared/polling/state-machine';
import { addMicros, OVERLAP_MICROS } from '../../../nodes/shared/polling/state-machine';
import { clocked, poll } from '../../../nodes/shared/polling/poll';
import type { TicketSnapshot } from '../../../nodes/shared/polling/ticket-snapshot';
import type { PollState } from '../../../nodes/shared/polling/state';
import { newState, stateIn, textOfState } from '../../../nodes/shared/polling/state';
import type { Retention } from '../../../vendors/change-feed';
import { tries } from '../../support/test-profile';
import type { ToyService, ToyTicket } from './toy-account';
import { instant, toyAccount, toyCall, toyWatch } from './toy-account';

const RUNS = { numRuns: tries(60, 3000) };
/** Found by the slow runs: a ticket is told, and the thread of the next one on its page fails. */
const FAILS_AFTER_TOLD: Step[] = [
  { do: 'create' },
  { do: 'wait', seconds: 1 },
  { do: 'poll', calls: 1 },
  { do: 'edit', at: 999 },
  { do: 'create' },
  { do: 'poll', calls: 1, failsAfter: 1 },
  { do: 'poll', calls: 1 },
  { do: 'create' },
];
const START = Date.UTC(2026, 10, 2, 9) / 1000;
const STATUSES = ['open', 'pending', 'solved'];

interface Change {
  do: 'edit' | 'move' | 'reply' | 'remove';
  at: number;
}
type Step =
  | { do: 'create' }
  | Change
  | { do: 'wait'; seconds: number }
  | { do: 'poll'; calls: number; failsAfter?: number }
  | { do: 'restart' | 'crash' };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ do: 'create' }) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom<Array<Change['do']>>('edit', 'move', 'reply'), fc.nat(1000))
        .map(([what, at]): Step => ({ do: what, at })),
    },
    { weight: 1, arbitrary: fc.nat(1000).map((at): Step => ({ do: 'remove', at })) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(1, 1, 2, 60, 3000, 9000).map((seconds): Step => ({ do: 'wait', seconds })),
    },
    {
      weight: 5,
      arbitrary: fc
        .record({ calls: fc.constantFrom(1, 2, 3, 50), failsAfter: fc.option(fc.nat(6), { nil: undefined, freq: 4 }) })
        .map(({ calls, failsAfter }): Step => ({ do: 'poll', calls, failsAfter })),
    },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'crash' }) },
  ),
  { minLength: 5, maxLength: 60 },
);

/** A trigger beside its service, as n8n would run it. */
class Bench {
  readonly service: ToyService = { tickets: new Map(), now: START, calls: 0 };
  readonly events: Array<DetectedEvent<TicketSnapshot>> = [];
  state: PollState;
  /** n8n stores what a poll left behind only when the poll gave items. */
  private stored: string;
  private revision = 0;
  private last = 0;
  /** What the service was when the trigger had recorded it. */
  recorded: Map<number, ToyTicket> | undefined;
  readonly replied = new Set<string>();

  constructor(
    private readonly manner: PollingOptions,
    private readonly hasStamps: boolean,
    private readonly ownSkew: number,
  ) {
    for (let each = 0; each < 5; each += 1) this.create();
    this.service.now += 100;
    const clock = instant(this.service.now);
    this.state = newState('toy', clock, addMicros(clock, -OVERLAP_MICROS));
    this.stored = textOfState(this.state);
  }

  create(): void {
    this.last += 1;
    this.revision += 1;
    const { now } = this.service;
    this.service.tickets.set(this.last, {
      id: this.last,
      revision: this.revision,
      status: 'open',
      created: now,
      updated: now,
      replies: [],
      moves: [],
    });
  }

  private pick(at: number): ToyTicket | undefined {
    const all = [...this.service.tickets.values()];
    return all[at % Math.max(1, all.length)];
  }

  change(step: Change): void {
    const ticket = this.pick(step.at);
    if (!ticket) return;
    if (step.do === 'remove') {
      this.service.tickets.delete(ticket.id);
      return;
    }
    const { now } = this.service;
    if (step.do === 'reply') {
      if (now === ticket.created) return;
      this.revision += 1;
      ticket.replies.push({ id: this.revision, at: now });
      if (this.recorded) this.replied.add(`${ticket.id}/${this.revision}`);
      ticket.updated = now;
      return;
    }
    this.revision += 1;
    ticket.revision = this.revision;
    ticket.updated = now;
    if (step.do === 'move') {
      const from = ticket.status;
      ticket.status = STATUSES[(STATUSES.indexOf(from) + 1) % STATUSES.length] ?? 'open';
      ticket.moves.push({ from, at: now });
    }
  }

  async poll(calls: number, failsAfter?: number): Promise<void> {
    this.service.calls = 0;
    this.service.failsAfter = failsAfter;
    const own = () => (this.service.now + this.ownSkew) * 1000;
    const { call, clock } = clocked(toyCall(this.service, this.hasStamps), own);
    const account = toyAccount(toyWatch(this.manner.memory, this.hasStamps), call);
    const followed = await poll(account, this.manner, clock, this.state, () => this.service.calls >= calls);
    this.events.push(...followed.events);
    this.state = followed.state;
    if (followed.events.length > 0) this.stored = textOfState(this.state);
    if (!this.state.isRecording && !this.recorded) {
      this.recorded = structuredClone(this.service.tickets);
      this.stored = textOfState(this.state);
    }
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'create') this.create();
    else if (step.do === 'wait') this.service.now += step.seconds;
    else if (step.do === 'poll') await this.poll(step.calls, step.failsAfter);
    else if ('at' in step) this.change(step);
    else if (step.do === 'restart') this.state = stateIn(textOfState(this.state), 'toy')!;
    else this.state = stateIn(this.stored, 'toy')!;
  }

  /** Polls until there is nothing left to read. */
  async runToEnd(): Promise<void> {
    for (let each = 0; each < 3; each += 1) {
      this.service.now += 5;
      do await this.poll(1000);
      while (this.state.round !== null);
    }
  }
}

const EVENTS = new Set(['created', 'updated', 'replied', 'status_changed'] as const);

const KINDS: ReadonlyArray<readonly [string, Retention, boolean]> = [
  ['a window of time and a history', 'window', true],
  ['a list that is read whole', 'listed', true],
  ['a list that is read whole and states no times', 'listed', false],
  ['a memory of statuses', 'recent', true],
];

describe.each(KINDS)('a trigger that goes by %s', (_words, memory, hasStamps) => {
  const manner: PollingOptions = {
    events: EVENTS,
    memory,
    unknownIsNew: !hasStamps,
    threadTellsStatus: memory === 'window',
  };

  it('misses nothing and tells nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(0, -7200, 7200), async (taken, skew) => {
        const bench = new Bench(manner, hasStamps, skew);
        await bench.poll(1000);
        for (const step of taken) await bench.run(step);
        await bench.runToEnd();
        expectNothingTwice(bench);
        expectNothingMissed(bench, hasStamps);
      }),
      { ...RUNS, examples: [[FAILS_AFTER_TOLD, 0]] },
    );
  });

  it('records in parts what is too much for one poll, and then tells only what comes after', async () => {
    const bench = new Bench(manner, hasStamps, 0);
    for (let each = 0; each < 40; each += 1) bench.create();
    bench.service.now += 10;
    for (let polls = 0; bench.state.isRecording; polls += 1) {
      expect(polls).toBeLessThan(40);
      await bench.poll(1);
    }
    expect(bench.events).toEqual([]);
    bench.create();
    await bench.runToEnd();
    expect(bench.events.map(({ event, snapshot }) => [event, snapshot.id])).toEqual([['created', '46']]);
  });
});

const keyOf = ({ event, snapshot, replyId }: DetectedEvent<TicketSnapshot>): string =>
  event === 'replied'
    ? `replied ${snapshot.id}/${replyId}`
    : event === 'created'
      ? `created ${snapshot.id}`
      : `${event} ${snapshot.id} ${snapshot.version}`;

function expectNothingTwice({ events }: Bench): void {
  const keys = events.map(keyOf);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
}

function expectNothingMissed({ events, service, recorded, replied }: Bench, hasStamps: boolean): void {
  const keys = new Set(events.map(keyOf));
  for (const ticket of service.tickets.values()) {
    const id = String(ticket.id);
    const before = recorded?.get(ticket.id);
    const mine = events.filter(({ snapshot }) => snapshot.id === id);
    if (!before) expect(keys).toContain(`created ${id}`);
    const versions = mine
      .filter(({ event }) => event === 'created' || event === 'updated')
      .map(({ snapshot }) => snapshot);
    if (!before || before.revision !== ticket.revision)
      expect(versions.at(-1)?.ticket.subject).toBe(String(ticket.revision));
    const statuses = mine.filter(({ event }) => event === 'created' || event === 'status_changed');
    const status = statuses.at(-1)?.snapshot.status ?? before?.status;
    expect([id, status]).toEqual([id, ticket.status]);
    // Without a time of change nothing tells that a reply came: such services are not offered the event.
    if (!hasStamps) continue;
    for (const reply of ticket.replies) {
      if (replied.has(`${id}/${reply.id}`)) expect(keys).toContain(`replied ${id}/${reply.id}`);
    }
  }
}
