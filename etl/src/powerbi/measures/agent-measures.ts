/** How many agents a ticket passes through: who wrote on it, publicly or in a note. */
import type { Measure } from './measure';
import { RATIO_FORMAT, SHARE_FORMAT, within } from './measure';

const FOLDER = 'Quality';
const WHICH =
  'Of the tickets created in the period on which an agent wrote, publicly or in a note. Deleted comments, logged activities and authors whom the service does not name do not count.';

const WROTE = [
  `    KEEPFILTERS('Comments'[Author Role] = "agent"),`,
  `    KEEPFILTERS('Comments'[Kind] <> "activity"),`,
  `    KEEPFILTERS('Comments'[Is Deleted] = FALSE()),`,
  `    KEEPFILTERS(NOT ISBLANK('Comments'[Author Key])),`,
  `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE())`,
];
const WRITTEN_ON = `VALUES('Comments'[Ticket Key])`;
const AGENTS = `CALCULATE(DISTINCTCOUNT('Comments'[Author Key]))`;

const AGENTS_SQL = `(
  SELECT count(DISTINCT c.author_key) AS agents FROM comments c JOIN tickets t USING (ticket_key), period
  WHERE c.author_role = 'agent' AND c.kind <> 'activity' AND NOT c.is_deleted AND c.author_key IS NOT NULL
    AND NOT t.is_deleted AND ${within('t.created_date')}
  GROUP BY c.ticket_key
)`;

export const AGENT_MEASURES: readonly Measure[] = [
  {
    name: 'Agents per Ticket',
    table: 'Comments',
    folder: FOLDER,
    description: `Mean number of agents who wrote on a ticket. ${WHICH}`,
    format: RATIO_FORMAT,
    dax: ['CALCULATE(', `    AVERAGEX(${WRITTEN_ON}, ${AGENTS}),`, ...WROTE, ')'],
    sql: `SELECT avg(agents) AS value FROM ${AGENTS_SQL}`,
  },
  {
    name: '% Several Agents',
    table: 'Comments',
    folder: FOLDER,
    description: `Share of tickets on which more than one agent wrote. ${WHICH}`,
    format: SHARE_FORMAT,
    dax: [
      'CALCULATE(',
      `    DIVIDE(COUNTROWS(FILTER(${WRITTEN_ON}, ${AGENTS} > 1)) + 0, COUNTROWS(${WRITTEN_ON})),`,
      ...WROTE,
      ')',
    ],
    sql: `SELECT count(*) FILTER (agents > 1) / nullif(count(*), 0) AS value FROM ${AGENTS_SQL}`,
  },
];
