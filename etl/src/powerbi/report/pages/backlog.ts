/** What is left to do, where it lies, and how old it is. */
import { ASSIGNEE, DAY, card, ranking, table, timeChart } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

export const backlog = page(
  {
    title: 'Backlog',
    about: "Open tickets at the end of the period's last known day; queue, assignee and priority are the present ones.",
  },
  [
    card('Backlog', 'Open tickets at the end of the period.'),
    card('Age of Backlog', 'Mean age in days of the open tickets.'),
    card('Tickets Open', 'Tickets created in the period that are open now.'),
    card('Net Flow', 'Tickets created less tickets solved.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          timeChart(
            'columnChart',
            {
              title: 'Backlog, by day and status',
              altText: 'Stacked column chart of open tickets at the end of each day, by status group.',
            },
            DAY,
            ['Backlog'],
            column('Daily Backlog', 'Status Group'),
          ),
          3,
        ],
        [
          timeChart(
            'lineChart',
            {
              title: 'Age of backlog, by day',
              altText: 'Line chart of the mean age in days of the open tickets at the end of each day.',
            },
            DAY,
            ['Age of Backlog'],
          ),
          2,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          ranking(
            { title: 'Backlog, by queue', altText: 'Bar chart of open tickets in each queue.' },
            column('Daily Backlog', 'Queue'),
            'Backlog',
          ),
          1,
        ],
        [
          ranking(
            { title: 'Backlog, by priority', altText: 'Bar chart of open tickets by priority level.' },
            column('Daily Backlog', 'Priority Level'),
            'Backlog',
          ),
          1,
        ],
        [
          table(
            {
              title: 'Backlog, by assignee',
              altText: 'Table of open tickets and their mean age for each assignee; an empty name means unassigned.',
            },
            [ASSIGNEE, column('Assignee', 'Team'), measure('Backlog'), measure('Age of Backlog')],
            measure('Backlog'),
          ),
          1,
        ],
      ],
    },
  ],
);
