/** Random lives of tickets, and how each service tells of them. Shares nothing with `vendors/`. */
import fc from 'fast-check';
import type { Json } from '../../vendors/json';
import type { VendorName } from '../../vendors/vendor';

export type LifeGroup = 'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed';

export interface LifeStep {
  /** Minutes since 2026-01-01. */
  at: number;
  group: LifeGroup;
}

/** The first step is the creation. */
export type TicketLife = readonly LifeStep[];

export const isDone = (group: string) => group === 'solved' || group === 'closed';
export const instant = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();

interface Telling {
  begins: LifeGroup;
  groups: readonly LifeGroup[];
  /** Its stream of the log; null where the ticket is read after each step instead. */
  log: string | null;
  lookups: ReadonlyArray<readonly [stream: string, records: Json[]]>;
  /** The ticket's record after the last of these steps. */
  record(id: string, life: TicketLife): Json;
  /** The log's records as the service lists them. */
  entries(id: string, life: TicketLife): Json[];
}

const last = (life: TicketLife) => life.at(-1) ?? { at: 0, group: 'open' as const };
const created = (life: TicketLife) => life[0]?.at ?? 0;
const lastInto = (life: TicketLife, enters: (group: LifeGroup) => boolean): number | null =>
  life.findLast(({ group }, at) => enters(group) && !enters(life[at - 1]?.group ?? 'open'))?.at ?? null;
const orNull = (minutes: number | null) => (minutes === null ? null : instant(minutes));
const pairs = (life: TicketLife) =>
  life.slice(1).map((to, at) => ({ from: life[at]?.group ?? 'open', to: to.group, at: to.at, n: at + 1 }));
const zulu = (minutes: number) => instant(minutes).replace('.000Z', '+0000');

const CODES = {
  new: 'awaiting_agent',
  open: 'awaiting_agent',
  pending: 'awaiting_user',
  on_hold: 'pending',
  solved: 'resolved',
  closed: 'archived',
};
const NUMBERS = { new: 1, open: 2, pending: 3, closed: 4, on_hold: 5, solved: 6 };
/** As an account calls them: numbers 1 to 4 mean what they are, others what they are called. */
const NAMES = {
  new: 'Neu',
  open: 'In Arbeit',
  pending: 'Wartet',
  closed: 'Geschlossen',
  on_hold: 'On Hold',
  solved: 'Done',
};
const LABELS = {
  new: 'Nieuw',
  open: 'Heropend',
  pending: 'Waiting for customer',
  on_hold: 'On hold',
  solved: 'Opgelost',
  closed: 'Closed',
};
const WORDS = {
  new: 'New',
  open: 'In-Progress',
  pending: 'Awaiting reply',
  on_hold: 'Blocked',
  solved: 'Fixed',
  closed: 'Cancelled',
};
const ALL: readonly LifeGroup[] = ['open', 'pending', 'on_hold', 'solved', 'closed'];

export const TELLINGS: Readonly<Record<VendorName, Telling>> = {
  deskpro: {
    begins: 'open',
    groups: ALL,
    log: 'history',
    lookups: [],
    record: (id, life) => ({
      id: Number(id),
      status: CODES[last(life).group],
      date_created: zulu(created(life)),
      date_status: zulu(last(life).at),
    }),
    entries: (id, life) =>
      pairs(life).map(({ from, to, at, n }) => ({
        id: Number(id) * 100 + n,
        ticket: Number(id),
        action_type: 'changed_status',
        details: { old_status: CODES[from], new_status: CODES[to] },
        date_created: zulu(at),
      })),
  },
  sympoq: {
    begins: 'new',
    groups: ALL,
    log: 'comments',
    lookups: [['statuses', Object.entries(NAMES).map(([group, name]) => ({ id: NUMBERS[group as LifeGroup], name }))]],
    record: (id, life) => ({
      id,
      status: NUMBERS[last(life).group],
      created: instant(created(life)),
      updated: instant(last(life).at),
      closed_on: orNull(lastInto(life, isDone)),
    }),
    entries: (id, life) => [
      {
        id,
        created: instant(created(life)),
        event_log: pairs(life)
          .map(({ from, to, at, n }) => ({
            date: instant(at),
            action: 'Set Status',
            description: n % 2 === 0 ? NAMES[to] : `${NUMBERS[from]} -> ${NUMBERS[to]}`,
            applied_by: `Agent ${n}`,
          }))
          .toReversed(),
      },
    ],
  },
  teamswork: {
    begins: 'open',
    groups: ALL,
    log: 'comments',
    lookups: [],
    record: (id, life) => ({
      id,
      status: LABELS[last(life).group],
      resolvedStatus: ['Opgelost', 'Closed'],
      createdOn: instant(created(life)),
      lastUpdatedOn: instant(last(life).at),
      lastResolutionOn: orNull(lastInto(life, isDone)),
    }),
    entries: (id, life) =>
      pairs(life)
        .map(({ from, to, at, n }): Json => ({
          id: `${(n * 7919) % 97}-${id}`,
          createdDateTime: instant(at),
          changes: [{ name: 'status', oldValue: LABELS[from], newValue: LABELS[to] }],
        }))
        .toReversed(),
  },
  notific: {
    begins: 'open',
    groups: ['open', 'closed'],
    log: null,
    lookups: [],
    record: (id, life) => ({
      Id: Number(id),
      StartTime: instant(created(life)),
      ClosedTime: orNull(lastInto(life, isDone)),
      ReopenedTime: orNull(life.length > 1 ? lastInto(life.slice(1), (group) => !isDone(group)) : null),
    }),
    entries: () => [],
  },
  synqly: {
    begins: 'open',
    groups: ALL,
    log: null,
    lookups: [],
    record: (id, life) => ({
      id,
      status: WORDS[last(life).group],
      created_at: instant(created(life)),
      updated_at: instant(last(life).at),
    }),
    entries: () => [],
  },
};

/** Lives in which each step changes the group; of services with a log, several steps may be of one instant. */
export function lives(name: VendorName): fc.Arbitrary<TicketLife> {
  const { begins, groups, log } = TELLINGS[name];
  const gap = fc.oneof(fc.integer({ min: 1, max: 5000 }), log === null ? fc.constant(7) : fc.constant(0));
  const steps = fc.array(fc.record({ gap, group: fc.constantFrom(...groups) }), { maxLength: 6 });
  return fc.tuple(fc.nat({ max: 20_000 }), steps).map(([start, drawn]) => {
    const life: LifeStep[] = [{ at: start, group: begins }];
    for (const { gap: after, group } of drawn) {
      const before = last(life);
      if (group !== before.group) life.push({ at: before.at + after, group });
    }
    return life;
  });
}
