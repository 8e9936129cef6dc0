/** What is left to do, where it lies, how old it is, and what comes next. */
import { AGENT, DAY, PRIORITY, QUEUE, STATUS } from '../fields';
import { card, chart, ranking, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

const NUMBER = { ...column('Tickets', 'Ticket Number'), shownAs: 'Number' };
const SUBJECT = column('Tickets', 'Subject');
const URL = column('Tickets', 'URL');

export const backlog = page({
  title: 'Backlog',
  about: 'What is open now, whatever the period; the chart by day follows the period.',
  cards: [
    card('Open Now', 'Tickets that are open.'),
    card('Unassigned Now', 'Open tickets without an agent.'),
    card('Overdue Now', 'Open tickets after their due date.'),
    card('Days Open', 'Age in days of the oldest open ticket.'),
    card('Backlog', 'Open tickets at the end of the period.'),
    card('Age of Backlog', 'Mean age in days of the open tickets at the end of the period.'),
  ],
  rows: [
    {
      share: 5,
      visuals: [
        [
          chart(
            'clusteredColumnChart',
            {
              title: 'Open now, by age',
              altText: 'Column chart of open tickets by how many days they have been open.',
            },
            column('Tickets', 'Age'),
            [measure('Open Now')],
          ),
          2,
        ],
        [
          chart(
            'clusteredColumnChart',
            {
              title: 'Open now, by due date',
              altText: 'Column chart of open tickets that are overdue, due today, due in 7 days or later.',
            },
            column('Tickets', 'Due In'),
            [measure('Open Now')],
          ),
          2,
        ],
        [
          chart(
            'columnChart',
            {
              title: 'Backlog, by day and status',
              altText: 'Stacked column chart of open tickets at the end of each day, by status.',
            },
            DAY,
            [measure('Backlog')],
            STATUS,
          ),
          4,
        ],
      ],
    },
    {
      share: 5,
      visuals: [
        [
          ranking(
            { title: 'Open now, by queue', altText: 'Bar chart of open tickets in each queue.' },
            QUEUE,
            'Open Now',
          ),
          1,
        ],
        [
          ranking(
            { title: 'Open now, by priority', altText: 'Bar chart of open tickets by priority.' },
            PRIORITY,
            'Open Now',
          ),
          1,
        ],
        [
          ranking(
            {
              title: 'Open now, by agent',
              altText: 'Bar chart of open tickets of each agent; an empty name means unassigned.',
            },
            AGENT,
            'Open Now',
          ),
          1,
        ],
        [
          ranking(
            { title: 'Open now, by status', altText: 'Bar chart of open tickets by status.' },
            STATUS,
            'Open Now',
          ),
          1,
        ],
      ],
    },
    {
      share: 6,
      visuals: [
        [
          {
            ...table(
              {
                title: 'Next to breach',
                altText: 'Table of open tickets that are due today or in the next 7 days, the first one on top.',
              },
              [NUMBER, SUBJECT, URL, column('Tickets', 'Due'), measure('Days to Due'), QUEUE, AGENT],
              measure('Days to Due'),
              'Ascending',
            ),
            keeps: { field: column('Tickets', 'Due In'), values: ['today', 'in 1–7 days'] },
          },
          1,
        ],
        [
          table(
            { title: 'Oldest open tickets', altText: 'Table of open tickets, the oldest on top.' },
            [NUMBER, SUBJECT, URL, measure('Days Open'), STATUS, column('Tickets', 'In Status Since'), QUEUE, AGENT],
            measure('Days Open'),
          ),
          1,
        ],
      ],
    },
  ],
});
