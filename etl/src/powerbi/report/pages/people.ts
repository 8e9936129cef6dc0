/** Who does what, and where it comes from. */
import { ASSIGNEE, card, ranking, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

export const people = page(
  { title: 'People and Queues', about: 'Who solves what, in which queue, and for whom.' },
  [
    card('Tickets Solved', 'Number of tickets solved in the period.'),
    card('Tickets Open', 'Tickets created in the period that are open now.'),
    card('One-Touch Rate', 'Share of the solved tickets with exactly one public comment by an agent.'),
    card('Comments per Ticket', 'Mean number of comments on a ticket.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'Assignees',
              altText:
                'Table of created, solved and open tickets and of times for each assignee; an empty name means unassigned.',
            },
            [
              ASSIGNEE,
              column('Assignee', 'Team'),
              measure('Tickets Created'),
              measure('Tickets Solved'),
              measure('Tickets Open'),
              measure('Median First Response'),
              measure('Median Resolution'),
              measure('One-Touch Rate'),
            ],
            measure('Tickets Solved'),
          ),
          3,
        ],
        [
          ranking(
            { title: 'Solved, by assignee', altText: 'Bar chart of tickets solved by each assignee.' },
            ASSIGNEE,
            'Tickets Solved',
          ),
          2,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          table(
            { title: 'Queues', altText: 'Table of created, solved and open tickets and of times for each queue.' },
            [
              column('Tickets', 'Queue'),
              measure('Tickets Created'),
              measure('Tickets Solved'),
              measure('Tickets Open'),
              measure('Median Resolution'),
              measure('Comments per Ticket'),
            ],
            measure('Tickets Created'),
          ),
          3,
        ],
        [
          ranking(
            {
              title: 'Created, by organization',
              altText: "Bar chart of tickets created, by the requester's organization.",
            },
            column('Tickets', 'Organization'),
            'Tickets Created',
          ),
          2,
        ],
      ],
    },
  ],
);
