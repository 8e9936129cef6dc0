/** How long requesters wait. */
import { MONTH, card, ranking, table, timeChart } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

/** Around the clock and in business hours, side by side. */
const bothTimes = (what: string): string[] =>
  ['Median', 'P90'].flatMap((quantile) => [`${quantile} ${what}`, `${quantile} ${what} (Business)`]);

export const response = page(
  {
    title: 'Response and Resolution',
    about:
      'Hours around the clock, and beside them business hours. First response by the day of creation, resolution by the day of resolution.',
  },
  [
    card('Median First Response', 'Median hours from creation to the first response.'),
    card('P90 First Response', '90th percentile of the hours from creation to the first response.'),
    card('Median Resolution', 'Median hours from creation to resolution.'),
    card('P90 Resolution', '90th percentile of the hours from creation to resolution.'),
    card('% Due Met', 'Share of the tickets due in the period that were done in time.'),
    card('One-Touch Rate', 'Share of the solved tickets with exactly one public comment by an agent.'),
    card('Reopen Rate', 'Share of the tickets done at least once that were opened again.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          timeChart(
            'lineChart',
            {
              title: 'First response, by month of creation',
              altText:
                'Line chart of the median and the 90th percentile of hours to the first response, around the clock and in business hours, by month.',
            },
            MONTH,
            bothTimes('First Response'),
          ),
          1,
        ],
        [
          timeChart(
            'lineChart',
            {
              title: 'Resolution, by month of resolution',
              altText:
                'Line chart of the median and the 90th percentile of hours to resolution, around the clock and in business hours, by month.',
            },
            MONTH,
            bothTimes('Resolution'),
          ),
          1,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          ranking(
            {
              title: 'Median resolution, by priority',
              altText: 'Bar chart of the median hours to resolution for each priority level.',
            },
            column('Tickets', 'Priority Level'),
            'Median Resolution',
          ),
          2,
        ],
        [
          table(
            {
              title: 'By queue',
              altText: 'Table of response, resolution, due dates met and reopenings for each queue.',
            },
            [
              column('Tickets', 'Queue'),
              measure('Tickets Created'),
              measure('Median First Response'),
              measure('Median First Response (Business)'),
              measure('Median Resolution'),
              measure('Median Resolution (Business)'),
              measure('% Due Met'),
              measure('Reopen Rate'),
            ],
            measure('Tickets Created'),
          ),
          3,
        ],
      ],
    },
  ],
);
