/** The figures that a manager asks for every week, each beside the period before. */
import { COMPARED } from '../../measures/compared-measures';
import { DAY, WEEK } from '../fields';
import { card, compared, sparkline } from '../kinds';
import { page } from '../page';
import type { Row } from '../page';
import type { Field } from '../visual';

const TARGETS: ReadonlyMap<string, string> = new Map([
  ['Median First Response', 'First Response Target'],
  ['Median Resolution', 'Resolution Target'],
  ['% SLA Met', 'SLA Target'],
  ['Satisfaction', 'Satisfaction Target'],
]);

/** Figures, what they are compared with, and below each its line. */
function tiles(names: readonly string[], axis: Field): Row[] {
  return [
    {
      share: 4,
      visuals: names.flatMap((name) => [
        [card(name, `${name} in the period.`), 8] as const,
        [compared(name, TARGETS.get(name)), 7] as const,
      ]),
    },
    { share: 5, visuals: names.map((name) => [sparkline(name, axis), 1] as const) },
  ];
}

export const thisWeek = page({
  title: 'This Week',
  about:
    'The chosen period beside the one before it. It opens with the last 90 days; choose 7 for the week. For satisfaction choose one source: scales differ.',
  // A count of a week that has just begun would fall; medians, shares and means do not, and a day has few of them.
  rows: [...tiles(COMPARED.slice(0, 4), DAY), ...tiles(COMPARED.slice(4), WEEK)],
});
