/** What people did, by the day and the person of the deed: not by those of the ticket. */
import type { Measure } from './measure';
import { COUNT_FORMAT, HOURS_FORMAT, SHARE_FORMAT, within } from './measure';

const FOLDER = 'Workload';

/** The ways from dates and agents to a table of deeds, instead of those that go through tickets. */
function ways(day: string, person: string): string[] {
  return [
    `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
    `    USERELATIONSHIP(${day}, 'Dates'[Date]),`,
    `    USERELATIONSHIP(${person}, 'Agent'[Person Key]),`,
    `    CROSSFILTER('Tickets'[Created Date], 'Dates'[Date], NONE),`,
    `    CROSSFILTER('Tickets'[Assignee Key], 'Agent'[Person Key], NONE)`,
  ];
}

const OF_COMMENTS = ways(`'Comments'[Created Date]`, `'Comments'[Author Key]`);
const OF_CHANGES = ways(`'Status Changes'[Changed Date]`, `'Status Changes'[Changed By Key]`);

/** @param tickets of the deeds, not deleted */
function joined(table: 'comments' | 'status_changes'): string {
  return `FROM ${table} deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted`;
}

const WRITTEN_SQL = `${joined('comments')}
  AND deeds.author_role = 'agent' AND deeds.kind <> 'activity' AND NOT deeds.is_deleted
  AND ${within('deeds.created_date')}`;

function inStatus(suffix: string, field: string, column: string, hours: string): Measure {
  return {
    name: `Median Time in Status${suffix}`,
    table: 'Status Changes',
    folder: FOLDER,
    description: `Half of the stays in a status that ended in the period were shorter, ${hours}. By the day on which the status was left, and by who changed it. Where a service keeps no log, only changes between two exports are seen.`,
    format: HOURS_FORMAT,
    dax: ['CALCULATE(', `    MEDIAN('Status Changes'[${field}]),`, ...OF_CHANGES, ') / 60'],
    sql: `SELECT quantile_cont(deeds.${column}, 0.5) / 60 AS value ${joined('status_changes')}
  AND ${within('deeds.changed_date')}`,
  };
}

/** @param visibility of the comments; all that agents write where it is left out */
function written(name: string, description: string, visibility?: 'public' | 'internal'): Measure {
  const seenBy = visibility === undefined ? [] : [`    KEEPFILTERS('Comments'[Visibility] = "${visibility}"),`];
  return {
    name,
    table: 'Comments',
    folder: FOLDER,
    description,
    format: COUNT_FORMAT,
    dax: [
      'CALCULATE(',
      `    COUNTROWS('Comments'),`,
      `    KEEPFILTERS('Comments'[Author Role] = "agent"),`,
      ...seenBy,
      `    KEEPFILTERS('Comments'[Kind] <> "activity"),`,
      `    KEEPFILTERS('Comments'[Is Deleted] = FALSE()),`,
      ...OF_COMMENTS,
      ')',
    ],
    sql: `SELECT nullif(count(*), 0) AS value ${WRITTEN_SQL}${visibility === undefined ? '' : ` AND deeds.visibility = '${visibility}'`}`,
  };
}

export const WORK_MEASURES: readonly Measure[] = [
  written(
    'Replies',
    'Public comments by agents in the period, by the day they were written and by their author, whoever is in charge of the ticket. Authors who are in charge of no ticket stand together under the empty name. Deleted comments, internal notes and logged activities do not count.',
    'public',
  ),
  written(
    'Internal Notes',
    'Comments by agents in the period that requesters do not see, by the day they were written and by their author. Deleted comments and logged activities do not count.',
    'internal',
  ),
  written(
    'Written by Agents',
    'Public comments and internal notes by agents in the period, by the day they were written and by their author. Deleted comments and logged activities do not count.',
  ),
  {
    name: '% Internal',
    table: 'Comments',
    folder: FOLDER,
    description: 'Of what agents wrote in the period, the share that requesters do not see.',
    format: SHARE_FORMAT,
    dax: ['DIVIDE([Internal Notes] + 0, [Written by Agents])'],
    sql: `SELECT count(*) FILTER (deeds.visibility = 'internal') / nullif(count(*), 0) AS value ${WRITTEN_SQL}`,
  },
  {
    name: 'Status Changes Made',
    table: 'Status Changes',
    folder: FOLDER,
    description:
      'Changes of status in the period, by the day of the change and by who made it. Where a service keeps no log, only changes between two exports are seen.',
    format: COUNT_FORMAT,
    dax: ['CALCULATE(', `    COUNTROWS('Status Changes'),`, ...OF_CHANGES, ')'],
    sql: `SELECT nullif(count(*), 0) AS value ${joined('status_changes')}
  AND ${within('deeds.changed_date')}`,
  },
  {
    name: 'Reopenings',
    table: 'Status Changes',
    folder: FOLDER,
    description:
      'Changes in the period from done to open, by the day of the change and by who made it. A ticket that was reopened twice counts twice. Where a service keeps no log, only reopenings between two exports are seen.',
    format: COUNT_FORMAT,
    dax: [
      'CALCULATE(',
      `    COUNTROWS('Status Changes'),`,
      `    KEEPFILTERS('Status Changes'[From Status] IN {"solved", "closed"}),`,
      `    KEEPFILTERS('Status Changes'[To Group] IN {"new", "open", "pending", "on_hold", "unknown"}),`,
      ...OF_CHANGES,
      ')',
    ],
    sql: `SELECT nullif(count(*), 0) AS value ${joined('status_changes')}
  AND deeds.from_group IN ('solved', 'closed') AND deeds.to_group IN ('new', 'open', 'pending', 'on_hold', 'unknown')
  AND ${within('deeds.changed_date')}`,
  },
  inStatus('', 'Minutes In From Status', 'minutes_in_from_status', 'in hours around the clock'),
  inStatus(
    ' (Business)',
    'Business Minutes In From Status',
    'business_minutes_in_from_status',
    'in business hours; blank where no business_hours are configured',
  ),
];
