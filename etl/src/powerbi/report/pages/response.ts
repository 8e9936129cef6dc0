/** How long requesters wait. */
import { CHANNEL, DAY, MONTH, PRIORITY, QUEUE, WEEK } from '../fields';
import { card, chart, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';
import type { Field } from '../visual';

const MEDIANS = [measure('Median First Response', 'First Response'), measure('Median Resolution', 'Resolution')];

/** Around the clock and in business hours, side by side. */
const bothTimes = (what: string): Field[] =>
  ['Median', 'P90'].flatMap((quantile) => [
    measure(`${quantile} ${what}`, quantile),
    measure(`${quantile} ${what} (Business)`, `${quantile} (b.h.)`),
  ]);

function by(field: Field) {
  return table(
    {
      title: `By ${field.name.toLowerCase()}`,
      altText: `Table of median first response and resolution, around the clock and in business hours, for each ${field.name.toLowerCase()}.`,
    },
    [
      field,
      measure('Median First Response', 'Response'),
      measure('Median First Response (Business)', 'Response (b.h.)'),
      measure('Median Resolution', 'Resolution'),
      measure('Median Resolution (Business)', 'Resolution (b.h.)'),
    ],
    measure('Median Resolution'),
  );
}

function distribution(title: string, band: string, name: string) {
  return chart(
    'clusteredColumnChart',
    { title, altText: `Column chart of ${name.toLowerCase()} by ${band.toLowerCase()}.` },
    column('Tickets', band),
    [measure(name)],
  );
}

export const response = page({
  title: 'Response and Resolution',
  about:
    'Around the clock and in business hours (b.h.). First response by the day of creation, resolution by the day of resolution.',
  cards: [
    card('Median First Response', 'Median hours from creation to the first response.'),
    card('P90 First Response', '90th percentile of the hours from creation to the first response.'),
    card('Median Resolution', 'Median hours from creation to resolution.'),
    card('P90 Resolution', '90th percentile of the hours from creation to resolution.'),
    card('Median Time Pending', 'Median hours that solved tickets waited for someone else.'),
  ],
  rows: [
    {
      share: 6,
      visuals: [
        [
          chart(
            'lineChart',
            {
              title: 'Medians, by day',
              altText: 'Line chart of median first response and median resolution for each day.',
            },
            DAY,
            MEDIANS,
          ),
          1,
        ],
        [
          chart(
            'lineChart',
            {
              title: 'First response, by week',
              altText:
                'Line chart of median and 90th percentile of the first response, around the clock and in business hours, for each week.',
            },
            WEEK,
            bothTimes('First Response'),
          ),
          1,
        ],
        [
          chart(
            'lineChart',
            {
              title: 'Resolution, by week',
              altText:
                'Line chart of median and 90th percentile of the resolution, around the clock and in business hours, for each week.',
            },
            WEEK,
            bothTimes('Resolution'),
          ),
          1,
        ],
        [
          chart(
            'clusteredColumnChart',
            {
              title: 'Medians, by month',
              altText: 'Column chart of median first response and median resolution for each month.',
            },
            MONTH,
            MEDIANS,
          ),
          1,
        ],
      ],
    },
    {
      share: 5,
      visuals: [
        [distribution('First response: how many tickets', 'First Response Band', 'Tickets Created'), 1],
        [distribution('First response, business hours', 'First Response Band Business', 'Tickets Created'), 1],
        [distribution('Resolution: how many tickets', 'Resolution Band', 'Tickets Solved'), 1],
        [distribution('Resolution, business hours', 'Resolution Band Business', 'Tickets Solved'), 1],
      ],
    },
    {
      share: 5,
      visuals: [
        [by(QUEUE), 1],
        [by(PRIORITY), 1],
        [by(CHANNEL), 1],
      ],
    },
  ],
});
