/** What tickets are about. */
import { MONTH, card, ranking, table, timeChart } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

const TAG = column('Ticket Tags', 'Tag');

export const tags = page(
  {
    title: 'Tags and Topics',
    about: 'A ticket with two tags counts under both: the tags do not add up to the total.',
  },
  [
    card('Tickets Created', 'Number of tickets created in the period.'),
    card('Tickets Open', 'Tickets created in the period that are open now.'),
    card('Median Resolution', 'Median hours from creation to resolution.'),
    card('Reopen Rate', 'Share of the tickets done at least once that were opened again.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          ranking(
            { title: 'Created, by tag', altText: 'Bar chart of tickets created, by tag.' },
            TAG,
            'Tickets Created',
          ),
          2,
        ],
        [
          table(
            { title: 'Tags', altText: 'Table of created, solved and open tickets and of times for each tag.' },
            [
              TAG,
              measure('Tickets Created'),
              measure('Tickets Solved'),
              measure('Tickets Open'),
              measure('Median Resolution'),
              measure('Reopen Rate'),
            ],
            measure('Tickets Created'),
          ),
          3,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          ranking(
            {
              title: 'Created, by topic',
              altText: 'Bar chart of tickets created, by category, topic or type of issue.',
            },
            column('Tickets', 'Ticket Type'),
            'Tickets Created',
          ),
          2,
        ],
        [
          timeChart(
            'columnChart',
            {
              title: 'Created, by month and channel',
              altText: 'Stacked column chart of tickets created in each month, by channel.',
            },
            MONTH,
            ['Tickets Created'],
            column('Tickets', 'Channel'),
          ),
          3,
        ],
      ],
    },
  ],
);
