/** How many tickets there are, and how well they are answered. */
import type { Measure } from './measure';
import { COUNT_FORMAT, LAST_KNOWN, RATIO_FORMAT, SHARE_FORMAT, within } from './measure';

const TABLE = 'Tickets';
const FLOW = 'Flow';
const QUALITY = 'Quality';

const COUNT_CREATED = `SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND ${within('created_date')}`;
const COUNT_SOLVED = `SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND ${within('resolved_date')}`;

const JUDGED = [
  LAST_KNOWN,
  'VAR Judged =',
  '    CALCULATETABLE(',
  '        FILTER(',
  `            'Tickets',`,
  `            NOT 'Tickets'[Is Deleted]`,
  `                && NOT ISBLANK('Tickets'[Due Date])`,
  '                && (',
  `                    NOT ISBLANK('Tickets'[Resolved Date])`,
  `                        || ('Tickets'[Is Open] && 'Tickets'[Due Date] < LastKnown)`,
  '                )',
  '        ),',
  `        USERELATIONSHIP('Tickets'[Due Date], 'Dates'[Date])`,
  '    )',
];
const JUDGED_SQL = `FROM tickets, period, known
WHERE NOT is_deleted AND due_date IS NOT NULL
  AND (resolved_date IS NOT NULL OR (is_open AND due_date < known.day))
  AND ${within('due_date')}`;

export const TICKET_MEASURES: readonly Measure[] = [
  {
    name: 'Tickets Created',
    table: TABLE,
    folder: FLOW,
    description:
      'Tickets created in the period, by the day in the reporting zone. Deleted, spam and merged tickets are not counted; services often count them on the day they came.',
    format: COUNT_FORMAT,
    dax: [`CALCULATE(COUNTROWS('Tickets'), KEEPFILTERS('Tickets'[Is Deleted] = FALSE()))`],
    sql: `SELECT nullif((${COUNT_CREATED}), 0) AS value`,
  },
  {
    name: 'Tickets Solved',
    table: TABLE,
    folder: FLOW,
    description:
      'Tickets that are done now, in the period in which they became so for the last time. A ticket that was solved, reopened and solved again counts once, on the last day; services often count each solving.',
    format: COUNT_FORMAT,
    dax: [
      'CALCULATE(',
      `    COUNTROWS('Tickets'),`,
      `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
      `    KEEPFILTERS(NOT ISBLANK('Tickets'[Resolved Date])),`,
      `    USERELATIONSHIP('Tickets'[Resolved Date], 'Dates'[Date])`,
      ')',
    ],
    sql: `SELECT nullif((${COUNT_SOLVED}), 0) AS value`,
  },
  {
    name: 'Tickets Open',
    table: TABLE,
    folder: FLOW,
    description:
      'Tickets that are open now: new, open, pending, on hold, or in a status that nobody mapped. Of those created in the period. For all that are open see Open Now, for past days Backlog.',
    format: COUNT_FORMAT,
    dax: [`CALCULATE(COUNTROWS('Tickets'), KEEPFILTERS('Tickets'[Is Open] = TRUE()))`],
    sql: `SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_open AND ${within('created_date')}`,
  },
  {
    name: 'Tickets Deleted',
    table: TABLE,
    folder: FLOW,
    description:
      'Tickets created in the period that are deleted, spam or merged into another one. No other figure counts them.',
    format: COUNT_FORMAT,
    dax: [`CALCULATE(COUNTROWS('Tickets'), KEEPFILTERS('Tickets'[Is Deleted] = TRUE()))`],
    sql: `SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_deleted AND ${within('created_date')}`,
  },
  {
    name: 'Net Flow',
    table: TABLE,
    folder: FLOW,
    description:
      'Tickets Created less Tickets Solved: above zero the backlog grows. Reopened and deleted tickets move the backlog, too, and are not in this figure.',
    format: '+#,0;-#,0;0',
    dax: ['[Tickets Created] - [Tickets Solved]'],
    sql: `SELECT CASE WHEN created > 0 OR solved > 0 THEN created - solved END AS value
FROM (SELECT (${COUNT_CREATED}) AS created, (${COUNT_SOLVED}) AS solved)`,
  },
  {
    name: 'Reopen Rate',
    table: TABLE,
    folder: QUALITY,
    description:
      'Of the tickets created in the period that were done at least once, the share that went from done back to open. Tickets without a known history are left out: where a service keeps no log, only reopenings seen between two exports count.',
    format: SHARE_FORMAT,
    dax: [
      'VAR DoneOnce =',
      '    FILTER(',
      `        'Tickets',`,
      `        NOT 'Tickets'[Is Deleted]`,
      `            && NOT ISBLANK('Tickets'[Reopen Count])`,
      `            && (NOT ISBLANK('Tickets'[Resolved Date]) || 'Tickets'[Reopen Count] > 0)`,
      '    )',
      'RETURN',
      `    DIVIDE(COUNTROWS(FILTER(DoneOnce, 'Tickets'[Reopen Count] > 0)) + 0, COUNTROWS(DoneOnce))`,
    ],
    sql: `SELECT count(*) FILTER (reopen_count > 0) / nullif(count(*), 0) AS value FROM tickets, period
WHERE NOT is_deleted AND reopen_count IS NOT NULL AND (resolved_date IS NOT NULL OR reopen_count > 0)
  AND ${within('created_date')}`,
  },
  {
    name: 'One-Touch Rate',
    table: TABLE,
    folder: QUALITY,
    description:
      'Of the tickets solved in the period, the share with exactly one public comment by an agent. Tickets whose comments were not exported are left out. Internal notes and logged activities do not count; a ticket that an agent opened by a public message has its first touch in that message.',
    format: SHARE_FORMAT,
    dax: [
      'VAR Solved =',
      '    CALCULATETABLE(',
      `        'Tickets',`,
      `        KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
      `        KEEPFILTERS(NOT ISBLANK('Tickets'[Resolved Date])),`,
      `        KEEPFILTERS(NOT ISBLANK('Tickets'[Public Agent Comments])),`,
      `        USERELATIONSHIP('Tickets'[Resolved Date], 'Dates'[Date])`,
      '    )',
      'RETURN',
      `    DIVIDE(COUNTROWS(FILTER(Solved, 'Tickets'[Public Agent Comments] = 1)) + 0, COUNTROWS(Solved))`,
    ],
    sql: `SELECT count(*) FILTER (public_agent_comments = 1) / nullif(count(*), 0) AS value FROM tickets, period
WHERE NOT is_deleted AND resolved_date IS NOT NULL AND public_agent_comments IS NOT NULL AND ${within('resolved_date')}`,
  },
  {
    name: 'Tickets Due',
    table: TABLE,
    folder: QUALITY,
    description:
      'Tickets that were due in the period and are either done or overdue: those that % Due Met judges. Overdue: still open after the day they were due, seen from the last day of the backlog.',
    format: COUNT_FORMAT,
    dax: [...JUDGED, 'RETURN', '    COUNTROWS(Judged)'],
    sql: `SELECT nullif(count(*), 0) AS value ${JUDGED_SQL}`,
  },
  {
    name: '% Due Met',
    table: TABLE,
    folder: QUALITY,
    description:
      'Of the tickets that were due in the period and are either done or overdue, the share that was done in time. Services that judge by business hours or pause the clock show another figure; for their own verdict see % SLA Met.',
    format: SHARE_FORMAT,
    dax: [
      ...JUDGED,
      'VAR Met =',
      '    FILTER(',
      '        Judged,',
      `        NOT ISBLANK('Tickets'[Resolved Date])`,
      '            && IF(',
      `                ISBLANK('Tickets'[Due]),`,
      `                'Tickets'[Resolved Date] <= 'Tickets'[Due Date],`,
      `                'Tickets'[Resolved] <= 'Tickets'[Due]`,
      '            )',
      '    )',
      'RETURN',
      '    DIVIDE(COUNTROWS(Met) + 0, COUNTROWS(Judged))',
    ],
    sql: `SELECT count(*) FILTER (resolved_date IS NOT NULL
    AND CASE WHEN due_local IS NULL THEN resolved_date <= due_date ELSE resolved_local <= due_local END) / nullif(count(*), 0) AS value
${JUDGED_SQL}`,
  },
  {
    name: 'Comments per Ticket',
    table: TABLE,
    folder: QUALITY,
    description:
      'Comments, notes and replies that were not deleted, per ticket created in the period. Tickets whose comments were not exported are left out. Where a service keeps the first message as a comment, it is counted.',
    format: RATIO_FORMAT,
    dax: [`CALCULATE(AVERAGE('Tickets'[Comment Count]), KEEPFILTERS('Tickets'[Is Deleted] = FALSE()))`],
    sql: `SELECT avg(comment_count) AS value FROM tickets, period WHERE NOT is_deleted AND ${within('created_date')}`,
  },
];
