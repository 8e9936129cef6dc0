/** What tickets are about, and when they come. */
import { changeOf, previousOf } from '../../measures/compared-measures';
import { CHANNEL } from '../fields';
import { card, heatMap, ranking, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';
import type { Field } from '../visual';

const TAG = column('Ticket Tags', 'Tag');

function created(what: string, field: Field) {
  return ranking(
    { title: `Created, by ${what}`, altText: `Bar chart of tickets created, by ${what}.` },
    field,
    'Tickets Created',
  );
}

export const topics = page({
  title: 'Topics',
  about: 'A ticket with two tags counts under both: the tags do not add up to the total.',
  cards: [
    card('Tickets Created', 'Tickets created in the period.'),
    card('Tickets Open', 'Of those, how many are still open.'),
    card('Reopen Rate', 'Share of the tickets done at least once that were opened again.'),
  ],
  rows: [
    {
      share: 5,
      visuals: [
        [created('type', column('Tickets', 'Ticket Type')), 1],
        [created('channel', CHANNEL), 1],
        [created('organization', column('Tickets', 'Organization')), 1],
        [created('requester', column('Tickets', 'Requester')), 1],
      ],
    },
    {
      share: 6,
      visuals: [
        [
          heatMap(
            {
              title: 'Created, by weekday and hour',
              altText: 'Table of tickets created for each weekday and hour of the day, the more the darker.',
            },
            column('Dates', 'Weekday'),
            column('Tickets', 'Created Hour'),
            'Tickets Created',
          ),
          3,
        ],
        [created('tag', TAG), 2],
      ],
    },
    {
      share: 6,
      visuals: [
        [
          table(
            {
              title: 'Tags',
              altText:
                'Table of created tickets beside the period before, of solved and open ones and of times for each tag.',
            },
            [
              TAG,
              measure('Tickets Created', 'Created'),
              measure(previousOf('Tickets Created'), 'before'),
              measure(changeOf('Tickets Created'), 'change'),
              measure('Tickets Solved', 'Solved'),
              measure('Tickets Open', 'Open'),
              measure('Median Resolution'),
              measure('Reopen Rate'),
            ],
            measure('Tickets Created'),
          ),
          3,
        ],
        [
          table(
            {
              title: 'Custom fields',
              altText:
                'Table of custom fields and their options: tickets created, still open, and the time to resolution.',
            },
            [
              column('Custom Fields', 'Field'),
              column('Custom Field Options', 'Option'),
              measure('Tickets Created', 'Created'),
              measure('Tickets Open', 'Open'),
              measure('Median Resolution'),
            ],
            measure('Tickets Created'),
          ),
          2,
        ],
      ],
    },
  ],
});
