/** What happens to a ticket, in the order of time; several things in one instant now and then. */
import type { Dice } from './random';
import type { Micros } from './time';
import { DAY, SECOND, microsOf } from './time';

export interface Step {
  at: Micros;
  /** Of the ticket, from 1. */
  number: number;
  kind: 'status' | 'comment';
  /** Place in the list of statuses. */
  from: number;
  to: number;
  /** Places in the lists of agents and of requesters; null: nobody, as a rule of the service. */
  agent: number | null;
  isInternal: boolean;
}

export interface Life {
  number: number;
  created: Micros;
  first: number;
  steps: readonly Step[];
}

const FIRST_DAY = microsOf('2026-02-20T00:00:00Z');
/** Clocks change in these: Lord Howe by half an hour, the others by one. */
const SWITCHES = ['2026-03-08T07:00:00Z', '2026-03-29T01:00:00Z', '2026-04-04T14:00:00Z', '2026-04-04T15:00:00Z'].map(
  microsOf,
);

/**
 * @param statuses how many there are; the first ones may be the first
 * @param digits of a second that the service keeps
 */
export function livesOf(dice: Dice, count: number, statuses: number, firsts: number, digits: 0 | 3 | 6): Life[] {
  return Array.from({ length: count }, (_, index) => lifeOf(dice, index + 1, statuses, firsts, digits));
}

function lifeOf(dice: Dice, number: number, statuses: number, firsts: number, digits: 0 | 3 | 6): Life {
  const unit = digits === 0 ? SECOND : digits === 3 ? 1000 : 1;
  const exact = (micros: number): number => Math.floor(micros / unit) * unit;
  const created = dice.chance(0.1)
    ? (SWITCHES[dice.below(SWITCHES.length)] ?? 0) + (dice.below(3) - 1) * 1800 * SECOND
    : exact(FIRST_DAY + dice.below(60 * 86_400) * SECOND + dice.below(1_000_000));
  const first = dice.below(firsts);
  let at = created;
  let status = first;
  const steps: Step[] = [];
  for (let left = dice.below(8); left > 0; left--) {
    if (!dice.chance(0.3)) at = exact(at + SECOND + dice.below(2 * DAY));
    const step = { at, number: steps.length + 1, from: status, to: status, isInternal: false };
    const agent = dice.chance(0.6) ? dice.below(3) : null;
    if (dice.chance(0.5)) {
      steps.push({ ...step, kind: 'comment', agent, isInternal: agent !== null && dice.chance(0.4) });
      continue;
    }
    status = (status + 1 + dice.below(statuses - 1)) % statuses;
    steps.push({ ...step, kind: 'status', to: status, agent });
  }
  return { number, created, first, steps };
}

/** As far as it went at an instant. */
export function lifeUntil(
  { steps, ...life }: Life,
  at: Micros,
): { steps: readonly Step[]; status: number; updated: Micros } {
  const known = steps.filter((step) => step.at <= at);
  return { steps: known, status: known.at(-1)?.to ?? life.first, updated: known.at(-1)?.at ?? life.created };
}
