/** Open tickets at the end of a day: never summed over days. */
import type { Measure } from './measure';
import { COUNT_FORMAT, DAYS_FORMAT, LAST_KNOWN } from './measure';

const TABLE = 'Daily Backlog';

const ANSWERS =
  'It answers to dates, source, queue, agent, status and priority. Under a filter on any other field it is blank.';

/**
 * Under a filter on a table whose fields say nothing about a day's sums the unfiltered sum would be wrong: it is blank.
 * @param sums what is made of the rows of the last day
 */
function onLastDay(sums: string): (notAnswered: readonly string[]) => string[] {
  return (notAnswered) => [
    LAST_KNOWN,
    `VAR LastDay = MAXX(FILTER(VALUES('Dates'[Date]), 'Dates'[Date] <= LastKnown), 'Dates'[Date])`,
    'VAR IsAnswered =',
    `    NOT (${notAnswered.map((name) => `ISFILTERED('${name.replaceAll("'", "''")}')`).join(' || ')})`,
    'RETURN',
    `    IF(IsAnswered && NOT ISBLANK(LastDay), CALCULATE(${sums}, 'Dates'[Date] = LastDay))`,
  ];
}

const LAST_DAY_SQL = `(
  SELECT max(dates.date) FROM dates, period, known
  WHERE dates.date <= known.day AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
)`;

export const BACKLOG_MEASURES: readonly Measure[] = [
  {
    name: 'Backlog',
    table: TABLE,
    folder: 'Backlog',
    description: `Tickets that were open at the end of the period's last day that the lake knows, rebuilt from the history of statuses, so that late events correct old days. A service's own chart may be a snapshot of another hour, and shows queue, agent and priority as they were; here they are the present ones. ${ANSWERS}`,
    format: COUNT_FORMAT,
    dax: onLastDay(`SUM('Daily Backlog'[Tickets])`),
    sql: `SELECT sum(tickets) AS value FROM backlog WHERE date = ${LAST_DAY_SQL}`,
  },
  {
    name: 'Age of Backlog',
    table: TABLE,
    folder: 'Backlog',
    description: `Mean age, in whole days since creation, of the tickets counted by Backlog, on the same day. Old tickets weigh heavily: one forgotten ticket of three years moves it. ${ANSWERS}`,
    format: DAYS_FORMAT,
    dax: onLastDay(`DIVIDE(SUM('Daily Backlog'[Age Days Sum]), SUM('Daily Backlog'[Tickets]))`),
    sql: `SELECT sum(age_days_sum) / sum(tickets) AS value FROM backlog WHERE date = ${LAST_DAY_SQL}`,
  },
];
