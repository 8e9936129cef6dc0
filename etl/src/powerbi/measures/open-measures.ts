/** What is open now, whatever period is chosen: the work that is left. */
import type { Measure } from './measure';
import { COUNT_FORMAT, LAST_KNOWN } from './measure';

const TABLE = 'Tickets';
const FOLDER = 'Open Now';
const WHEN = 'As of the last export, whatever period is chosen.';

/** @param more further conditions on tickets */
function openTickets(...more: string[]): string[] {
  return [
    'CALCULATE(',
    `    COUNTROWS('Tickets'),`,
    `    REMOVEFILTERS('Dates'),`,
    ...more.map((condition) => `    KEEPFILTERS(${condition}),`),
    `    KEEPFILTERS('Tickets'[Is Open] = TRUE())`,
    ')',
  ];
}

/** @param days DAX of a number of days, from LastKnown and Open */
function daysOf(date: string, days: string): string[] {
  return [
    LAST_KNOWN,
    `VAR Earliest = CALCULATE(MIN(${date}), REMOVEFILTERS('Dates'), KEEPFILTERS('Tickets'[Is Open] = TRUE()))`,
    'RETURN',
    `    IF(NOT ISBLANK(Earliest), ${days})`,
  ];
}

export const OPEN_MEASURES: readonly Measure[] = [
  {
    name: 'Open Now',
    table: TABLE,
    folder: FOLDER,
    description: `Tickets that are open: new, open, pending, on hold, or in a status that nobody mapped. ${WHEN} For past days see Backlog.`,
    format: COUNT_FORMAT,
    dax: openTickets(),
    sql: 'SELECT nullif(count(*), 0) AS value FROM tickets WHERE is_open',
  },
  {
    name: 'Unassigned Now',
    table: TABLE,
    folder: FOLDER,
    description: `Open tickets that no agent is in charge of. ${WHEN}`,
    format: COUNT_FORMAT,
    dax: openTickets(`ISBLANK('Tickets'[Assignee Key])`),
    sql: 'SELECT nullif(count(*), 0) AS value FROM tickets WHERE is_open AND assignee_key IS NULL',
  },
  {
    name: 'Overdue Now',
    table: TABLE,
    folder: FOLDER,
    description: `Open tickets whose due date lies before the last day of the backlog. ${WHEN}`,
    format: COUNT_FORMAT,
    dax: [
      LAST_KNOWN,
      'RETURN',
      ...openTickets(`NOT ISBLANK('Tickets'[Due Date])`, `'Tickets'[Due Date] < LastKnown`).map(
        (line) => `    ${line}`,
      ),
    ],
    sql: 'SELECT nullif(count(*), 0) AS value FROM tickets, known WHERE is_open AND due_date < known.day',
  },
  {
    name: 'Days Open',
    table: TABLE,
    folder: FOLDER,
    description: `Whole days since the oldest open ticket was created, up to the last day of the backlog. ${WHEN}`,
    format: COUNT_FORMAT,
    dax: daysOf(`'Tickets'[Created Date]`, 'DATEDIFF(Earliest, LastKnown, DAY)'),
    sql: 'SELECT max(known.day - created_date) AS value FROM tickets, known WHERE is_open',
  },
  {
    name: 'Days to Due',
    table: TABLE,
    folder: FOLDER,
    description: `Whole days from the last day of the backlog to the earliest due date among open tickets; below zero it has passed. ${WHEN}`,
    format: COUNT_FORMAT,
    dax: daysOf(`'Tickets'[Due Date]`, 'DATEDIFF(LastKnown, Earliest, DAY)'),
    sql: 'SELECT min(due_date - known.day) AS value FROM tickets, known WHERE is_open',
  },
];
