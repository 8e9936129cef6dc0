/** Random lives of tickets, and how each service tells of them. Shares nothing with `vendors/`. */
import fc from 'fast-check';
import type { Json } from '../../vendors/json';

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

/** How a service tells of a life. */
export interface Telling {
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

export const last = (life: TicketLife) => life.at(-1) ?? { at: 0, group: 'open' as const };
export const created = (life: TicketLife) => life[0]?.at ?? 0;
export const lastInto = (life: TicketLife, enters: (group: LifeGroup) => boolean): number | null =>
  life.findLast(({ group }, at) => enters(group) && !enters(life[at - 1]?.group ?? 'open'))?.at ?? null;
export const orNull = (minutes: number | null) => (minutes === null ? null : instant(minutes));
export const pairs = (life: TicketLife) =>
  life.slice(1).map((to, at) => ({ from: life[at]?.group ?? 'open', to: to.group, at: to.at, n: at + 1 }));
export const zulu = (minutes: number) => instant(minutes).replace('.000Z', '+0000');

export const ALL_GROUPS: readonly LifeGroup[] = ['open', 'pending', 'on_hold', 'solved', 'closed'];

/** Lives in which each step changes the group; of services with a log, several steps may be of one instant. */
export function lives({ begins, groups, log }: Telling): fc.Arbitrary<TicketLife> {
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
