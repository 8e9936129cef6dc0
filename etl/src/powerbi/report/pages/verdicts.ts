/** What the services' SLAs, our due dates and the requesters say: three verdicts, kept apart. */
import { AGENT, MONTH, QUEUE, SOURCE, WEEK } from '../fields';
import { card, chart, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';
import type { Field } from '../visual';

function ratingsBy(field: Field) {
  return table(
    {
      title: `Ratings, by ${field.name.toLowerCase()}`,
      altText: `Table of the mean rating, how many answered, and their share, for each ${field.name.toLowerCase()}.`,
    },
    [field, measure('Satisfaction', 'Mean'), measure('Ratings'), measure('% Rated')],
    measure('Ratings'),
  );
}

export const verdicts = page({
  title: 'SLA and Satisfaction',
  about: "The service's own verdicts, our due dates, and ratings on each service's own scale.",
  cards: [
    card('% SLA Met', 'Share of the tickets judged by their service that did not break its SLA.'),
    card('SLA Judged', 'Tickets that their service has judged.'),
    card('SLA Breached', "Tickets that broke their service's SLA."),
    card('% Due Met', 'Share of the tickets due in the period that were done in time.'),
    card('Tickets Due', 'Tickets due in the period that are done or overdue.'),
    card('Satisfaction', 'Mean rating; empty where sources with different scales meet.'),
    card('Ratings', 'Tickets that were rated.'),
    card('% Rated', 'Share of the done tickets that were rated.'),
  ],
  rows: [
    {
      share: 1,
      visuals: [
        [
          chart(
            'columnChart',
            {
              title: "The services' verdicts, by month",
              altText: 'Stacked column chart of tickets judged by their service, by verdict, for each month.',
            },
            MONTH,
            [measure('SLA Judged')],
            column('Tickets', 'SLA Status'),
          ),
          6,
        ],
        [
          chart(
            'lineChart',
            {
              title: 'SLA met and due met, by week',
              altText: 'Line chart of the share within the SLA and the share done before the due date, for each week.',
            },
            WEEK,
            [measure('% SLA Met'), measure('% Due Met')],
          ),
          6,
        ],
        [
          table(
            {
              title: 'SLA and due dates, by queue',
              altText: "Table of the services' verdicts and of due dates for each queue.",
            },
            [
              QUEUE,
              measure('SLA Judged', 'Judged'),
              measure('SLA Breached', 'Breached'),
              measure('% SLA Met'),
              measure('Tickets Due'),
              measure('% Due Met'),
              measure('Overdue Now'),
            ],
            measure('SLA Breached'),
          ),
          11,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          chart(
            'lineChart',
            {
              title: 'Satisfaction, by source',
              altText: 'Line chart of the mean rating of each source for each month.',
            },
            MONTH,
            [measure('Satisfaction')],
            SOURCE,
          ),
          12,
        ],
        [
          chart(
            'clusteredColumnChart',
            { title: 'Ratings, by rating', altText: 'Column chart of how many tickets have each rating.' },
            column('Tickets', 'Rating'),
            [measure('Ratings')],
          ),
          11,
        ],
        [ratingsBy(AGENT), 17],
        [ratingsBy(QUEUE), 19],
        [ratingsBy(SOURCE), 16],
      ],
    },
  ],
});
