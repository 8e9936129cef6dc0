/** The figures of the first page in the period before, and how they changed. */
import { BACKLOG_MEASURES } from './backlog-measures';
import type { Measure } from './measure';
import { SHARE_FORMAT, ofPrevious } from './measure';
import { TICKET_MEASURES } from './ticket-measures';
import { TIME_MEASURES } from './time-measures';
import { VERDICT_MEASURES } from './verdict-measures';

/** Shares and ratings change by a difference, counts and hours by a share of what they were. */
const CHANGES: ReadonlyMap<string, 'share' | 'difference'> = new Map([
  ['Tickets Created', 'share'],
  ['Tickets Solved', 'share'],
  ['Tickets Open', 'share'],
  ['Backlog', 'share'],
  ['Median First Response', 'share'],
  ['Median Resolution', 'share'],
  ['% SLA Met', 'difference'],
  ['Satisfaction', 'difference'],
]);

/** The names of the figures of the first page, in their order. */
export const COMPARED: readonly string[] = [...CHANGES.keys()];

export const previousOf = (name: string): string => `${name} (Previous)`;
export const changeOf = (name: string): string => `${name} (Change)`;

const ALL: readonly Measure[] = [...TICKET_MEASURES, ...TIME_MEASURES, ...BACKLOG_MEASURES, ...VERDICT_MEASURES];

export const COMPARED_MEASURES: readonly Measure[] = COMPARED.flatMap((name) => {
  const measure = ALL.find((candidate) => candidate.name === name);
  if (!measure) throw new Error(`there is no measure ${name}`);
  return [previous(measure), change(measure, CHANGES.get(name) === 'difference')];
});

function previous({ name, table, format, sql }: Measure): Measure {
  return {
    name: previousOf(name),
    table,
    folder: 'Previous Period',
    description: `${name} in the period of the same length that ended the day before the chosen one began. Blank where no period is chosen.`,
    format,
    dax: [
      `VAR First = MIN('Dates'[Date])`,
      `VAR Length = DATEDIFF(First, MAX('Dates'[Date]), DAY) + 1`,
      'RETURN',
      '    CALCULATE(',
      `        [${name}],`,
      `        REMOVEFILTERS('Dates'),`,
      `        'Dates'[Date] >= First - Length && 'Dates'[Date] < First`,
      '    )',
    ],
    sql: ofPrevious(sql),
  };
}

function change({ name, table, format, sql }: Measure, isDifference: boolean): Measure {
  return {
    name: changeOf(name),
    table,
    folder: 'Previous Period',
    description: isDifference
      ? `${name} less ${previousOf(name)}.`
      : `How much ${name} grew since the period before, as a share of ${previousOf(name)}.`,
    format: isDifference && format !== SHARE_FORMAT ? '+0.00;-0.00;0.00' : '+0.0%;-0.0%;0.0%',
    dax: [
      `VAR Present = [${name}]`,
      `VAR Before = [${previousOf(name)}]`,
      'RETURN',
      `    IF(NOT ISBLANK(Present) && NOT ISBLANK(Before), ${isDifference ? 'Present - Before' : 'DIVIDE(Present - Before, Before)'})`,
    ],
    sql: `SELECT ${isDifference ? 'present - before' : '(present - before) / nullif(before, 0)'} AS value FROM (SELECT (
${sql}
) AS present, (
${ofPrevious(sql)}
) AS before)`,
  };
}
