/** The tickets behind every number: pages that list them, reached from the number by drill-through. */
import { AGENT, PRIORITY, QUEUE, STATUS } from '../fields';
import { table } from '../kinds';
import { page } from '../page';
import type { ReportPage } from '../page';
import { column, measure } from '../visual';

/** Between them stands what a list is about. Long names come last: they push what is behind them out of sight. */
const FIRST = [
  { ...column('Tickets', 'Ticket Number'), shownAs: 'Number' },
  column('Tickets', 'Subject'),
  column('Tickets', 'URL'),
  STATUS,
  PRIORITY,
  { ...column('Tickets', 'Age Days'), shownAs: 'Days open' },
  column('Tickets', 'Due'),
];
const LAST = [QUEUE, AGENT, column('Tickets', 'Requester'), column('Tickets', 'Creator'), column('Tickets', 'Created')];

interface List {
  title: string;
  about: string;
  /** Those that the page lists: each ticket that counts in one of them. The first one counts all that the others do. */
  measures: readonly [string, ...string[]];
  /** Further numbers that are made of the same tickets. */
  madeOf: readonly string[];
  more?: readonly string[];
}

const LISTS: readonly List[] = [
  {
    title: 'Tickets',
    about:
      'Tickets created in the period. A number of another kind has a list of its own: right-click it, Drill through.',
    measures: ['Tickets Created', 'Tickets Open', 'SLA Breached'],
    madeOf: [
      'Net Flow',
      'Reopen Rate',
      'Comments per Ticket',
      'Agents per Ticket',
      '% Several Agents',
      'Median First Response',
      'P90 First Response',
      'Median First Response (Business)',
      'P90 First Response (Business)',
      'SLA Judged',
      '% SLA Met',
      'Ratings',
      '% Rated',
      'Satisfaction',
    ],
    more: ['SLA Status', 'Rating'],
  },
  {
    title: 'Tickets Solved',
    about: 'Tickets solved in the period, by the day they were solved for the last time.',
    measures: ['Tickets Solved'],
    madeOf: [
      'Net Flow',
      'One-Touch Rate',
      'Median Resolution',
      'P90 Resolution',
      'Median Resolution (Business)',
      'P90 Resolution (Business)',
      'Median Time Pending',
    ],
    more: ['Resolved'],
  },
  {
    title: 'Tickets Open Now',
    about:
      'Tickets that are open, whatever the period. A backlog of a past day is a daily sum: its tickets may be done by now.',
    measures: ['Open Now', 'Overdue Now', 'Unassigned Now'],
    madeOf: ['Days Open', 'Days to Due', 'Backlog', 'Age of Backlog'],
    more: ['Status in Service', 'In Status Since', 'First Response Band'],
  },
  {
    title: 'Tickets Due',
    about: 'Tickets that were due in the period and are done or overdue.',
    measures: ['Tickets Due'],
    madeOf: ['% Due Met'],
    more: ['Resolved'],
  },
  {
    title: 'Tickets Replied To',
    about: 'Tickets with a public reply of an agent in the period, and how many.',
    measures: ['Replies'],
    madeOf: [],
  },
  {
    title: 'Tickets Written On',
    about: 'Tickets on which agents wrote in the period, publicly or in a note, and how often.',
    measures: ['Written by Agents', 'Internal Notes'],
    madeOf: ['% Internal'],
  },
  {
    title: 'Tickets Deleted',
    about: 'Tickets created in the period that are deleted, spam or merged. No other figure counts them.',
    measures: ['Tickets Deleted'],
    madeOf: [],
    more: ['Status in Service'],
  },
  {
    title: 'Tickets Changed',
    about: 'Tickets whose status changed in the period, and how often.',
    measures: ['Status Changes Made', 'Reopenings'],
    madeOf: ['Median Time in Status', 'Median Time in Status (Business)'],
  },
];

export const ticketLists: readonly ReportPage[] = LISTS.map(({ title, about, measures, madeOf, more = [] }, at) =>
  page({
    title,
    about,
    // The first one is also read by itself, the others say what led to them.
    ...(at === 0 ? {} : { slicers: [], role: 'hidden' as const }),
    drillsFrom: [...measures, ...madeOf].map((name) => measure(name)),
    rows: [
      {
        share: 1,
        visuals: [
          [
            table(
              {
                title: `List: ${title}`,
                altText: `Table of ${title.toLowerCase()}, with their addresses, the newest on top.`,
              },
              [
                ...FIRST,
                ...more.map((name) => column('Tickets', name)),
                ...LAST,
                ...measures.map((name) => measure(name)),
              ],
              column('Tickets', 'Created'),
            ),
            1,
          ],
        ],
      },
    ],
  }),
);
