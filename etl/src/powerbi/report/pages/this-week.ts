/** The figures that a manager asks for every week, each beside the period before. */
import { COMPARED } from '../../measures/compared-measures';
import { DAY } from '../fields';
import { card, compared, sparkline } from '../kinds';
import { page } from '../page';
import type { Row } from '../page';

const TARGETS: ReadonlyMap<string, string> = new Map([
  ['Median First Response', 'First Response Target'],
  ['Median Resolution', 'Resolution Target'],
  ['% SLA Met', 'SLA Target'],
  ['Satisfaction', 'Satisfaction Target'],
]);

/** Figures, what they are compared with, and below each its line. */
function tiles(names: readonly string[]): Row[] {
  return [
    {
      share: 4,
      visuals: names.flatMap((name) => [
        [card(name, `${name} in the period.`), 5] as const,
        [compared(name, TARGETS.get(name)), 6] as const,
      ]),
    },
    { share: 5, visuals: names.map((name) => [sparkline(name, DAY), 1] as const) },
  ];
}

export const thisWeek = page({
  title: 'This Week',
  about: 'The chosen period beside the one before it. It opens with the last 90 days; choose 7 for the week.',
  rows: [...tiles(COMPARED.slice(0, 4)), ...tiles(COMPARED.slice(4))],
});
