/** Who does what. */
import { AGENT, MONTH, QUEUE, TEAM, WEEK } from '../fields';
import { card, chart, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';
import type { Field } from '../visual';

const RECEIVED = measure('Tickets Created', 'Received');
const SOLVED = measure('Tickets Solved', 'Solved');

function by(field: Field, ...more: Field[]) {
  return table(
    {
      title: `${field.name}s`,
      altText: `Table of received and solved tickets, replies and open tickets for each ${field.name.toLowerCase()}; an empty name means none.`,
    },
    [field, RECEIVED, SOLVED, measure('Replies'), measure('Open Now'), ...more],
    measure('Open Now'),
  );
}

export const workload = page({
  title: 'Workload',
  about: 'Replies stand with their author and day; received, solved and open tickets with the agent in charge.',
  cards: [
    card('Tickets Created', 'Tickets created in the period.'),
    card('Tickets Solved', 'Tickets solved in the period.'),
    card('Net Flow', 'Tickets created less tickets solved.'),
    card('Replies', 'Public comments by agents in the period.'),
    card('One-Touch Rate', 'Share of the solved tickets with exactly one public comment by an agent.'),
    card('% Internal', 'Share of what agents wrote that requesters do not see.'),
  ],
  rows: [
    {
      share: 1,
      visuals: [
        [
          by(
            AGENT,
            measure('Overdue Now', 'Overdue'),
            measure('SLA Breached'),
            measure('Median Resolution'),
            measure('One-Touch Rate', 'One touch'),
          ),
          2,
        ],
        [
          chart(
            'clusteredColumnChart',
            {
              title: 'Received and solved, by week',
              altText: 'Column chart of tickets created and tickets solved in each week.',
            },
            WEEK,
            [RECEIVED, SOLVED],
          ),
          1,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [by(TEAM), 4],
        [by(QUEUE), 4],
        [
          table(
            {
              title: 'Where tickets stay',
              altText:
                'Table of statuses that tickets left in the period: how long half of the stays were, around the clock and in business hours.',
            },
            [
              column('Status Changes', 'From Status'),
              measure('Median Time in Status', 'Median stay'),
              measure('Median Time in Status (Business)', 'in business hours'),
              measure('Status Changes Made', 'Changes'),
              measure('Reopenings'),
            ],
            measure('Median Time in Status'),
          ),
          5,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'What agents write, by queue',
              altText:
                'Table of what agents wrote in each queue, how much of it is internal, and how many comments and agents a ticket has.',
            },
            [
              QUEUE,
              measure('Written by Agents', 'Written'),
              measure('Internal Notes', 'Internal'),
              measure('% Internal'),
              measure('Comments per Ticket', 'Comments'),
              measure('Agents per Ticket', 'Agents'),
              measure('% Several Agents', '% several'),
            ],
            measure('Written by Agents'),
          ),
          13,
        ],
        [
          chart(
            'lineChart',
            {
              title: 'Several agents, and internal, by week',
              altText:
                'Line chart of the share of tickets on which several agents wrote and of the share of internal notes, for each week.',
            },
            WEEK,
            [measure('% Several Agents'), measure('% Internal')],
          ),
          8,
        ],
        [
          chart(
            'clusteredColumnChart',
            {
              title: 'Deleted, by month of creation',
              altText: 'Column chart of tickets that are deleted, spam or merged, for each month in which they came.',
            },
            MONTH,
            [measure('Tickets Deleted')],
          ),
          6,
        ],
      ],
    },
  ],
});
