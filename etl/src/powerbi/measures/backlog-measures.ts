/** Open tickets at the end of a day: never summed over days. */
import type { Measure } from './measure';
import { COUNT_FORMAT, DAYS_FORMAT } from './measure';

const LAST_DAY = [
  `VAR LastKnown = MAXX(ALL('Daily Backlog'), 'Daily Backlog'[Date])`,
  `VAR LastDay = MAXX(FILTER(VALUES('Dates'[Date]), 'Dates'[Date] <= LastKnown), 'Dates'[Date])`,
  'RETURN',
];

const LAST_DAY_SQL = `(
  SELECT max(dates.date) FROM dates, period
  WHERE dates.date <= (SELECT max(date) FROM backlog)
    AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
)`;

export const BACKLOG_MEASURES: readonly Measure[] = [
  {
    name: 'Backlog',
    table: 'Daily Backlog',
    folder: 'Backlog',
    description:
      "Tickets that were open at the end of the period's last day that the lake knows, rebuilt from the history of statuses, so that late events correct old days. A service's own chart may be a snapshot of another hour, and shows queue, assignee and priority as they were; here they are the present ones.",
    format: COUNT_FORMAT,
    dax: [
      ...LAST_DAY,
      `    IF(NOT ISBLANK(LastDay), CALCULATE(SUM('Daily Backlog'[Tickets]), 'Dates'[Date] = LastDay))`,
    ],
    sql: `SELECT sum(tickets) AS value FROM backlog WHERE date = ${LAST_DAY_SQL}`,
  },
  {
    name: 'Age of Backlog',
    table: 'Daily Backlog',
    folder: 'Backlog',
    description:
      'Mean age, in whole days since creation, of the tickets counted by Backlog, on the same day. Old tickets weigh heavily: one forgotten ticket of three years moves it.',
    format: DAYS_FORMAT,
    dax: [
      ...LAST_DAY,
      '    IF(',
      '        NOT ISBLANK(LastDay),',
      '        CALCULATE(',
      `            DIVIDE(SUM('Daily Backlog'[Age Days Sum]), SUM('Daily Backlog'[Tickets])),`,
      `            'Dates'[Date] = LastDay`,
      '        )',
      '    )',
    ],
    sql: `SELECT sum(age_days_sum) / sum(tickets) AS value FROM backlog WHERE date = ${LAST_DAY_SQL}`,
  },
];
