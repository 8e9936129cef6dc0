/** What came in, what went out, what is left. */
import { DAY, MONTH, SOURCE, card, ranking, timeChart } from '../kinds';
import { page } from '../page';
import { column } from '../visual';

export const overview = page(
  { title: 'Overview', about: 'What came in, what went out, and what is left.' },
  [
    card('Tickets Created', 'Number of tickets created in the period.'),
    card('Tickets Solved', 'Number of tickets solved in the period.'),
    card('Net Flow', 'Tickets created less tickets solved.'),
    card('Backlog', 'Open tickets at the end of the period.'),
    card('Median First Response', 'Median hours from creation to the first response.'),
    card('Median Resolution', 'Median hours from creation to resolution.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          timeChart(
            'clusteredColumnChart',
            {
              title: 'Created and solved, by month',
              altText: 'Column chart of tickets created and tickets solved in each month.',
            },
            MONTH,
            ['Tickets Created', 'Tickets Solved'],
          ),
          3,
        ],
        [
          timeChart(
            'lineChart',
            { title: 'Backlog, by day', altText: 'Line chart of open tickets at the end of each day.' },
            DAY,
            ['Backlog'],
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
            { title: 'Created, by source', altText: 'Bar chart of tickets created in each source.' },
            SOURCE,
            'Tickets Created',
          ),
          1,
        ],
        [
          ranking(
            { title: 'Created, by queue', altText: 'Bar chart of tickets created in each queue.' },
            column('Tickets', 'Queue'),
            'Tickets Created',
          ),
          1,
        ],
        [
          ranking(
            { title: 'Open now, by priority', altText: 'Bar chart of tickets that are open now, by priority level.' },
            column('Tickets', 'Priority Level'),
            'Tickets Open',
          ),
          1,
        ],
      ],
    },
  ],
);
