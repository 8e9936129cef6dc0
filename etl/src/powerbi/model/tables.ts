/** The tables of the model: facts that happened, and the dimensions that filter all of them alike. */
import { always, maybe } from '../../schema/column';
import { tableNamed } from '../../schema/tables';
import { TARGETS } from '../targets';
import { BAND_COLUMNS } from './bands';
import { DATE_KEY, fixed, hidden, made, nameOr, visible } from './columns';
import type { ModelColumn, ModelTable } from './table';

const tickets = tableNamed('tickets');
const comments = tableNamed('comments');
const changes = tableNamed('status_changes');
const tags = tableNamed('ticket_tags');
const backlog = tableNamed('backlog');
const options = tableNamed('ticket_custom_field_options');
const fields = tableNamed('custom_fields');
const people = tableNamed('people');
const queues = tableNamed('queues');
const dates = tableNamed('dates');
const sources = tableNamed('sources');
const runs = tableNamed('runs');
const rejects = tableNamed('rejects');

/** A text that is one member of a dimension, however it is spelt. */
function folded(column: string, description: string): ModelColumn {
  return made(
    maybe(`${column}_key`, 'text', description),
    { m: `LakeKey([${column}])`, from: [column] },
    { isHidden: true },
  );
}

/** Members of a scale that all services share, in the order of the scale. */
function scale(
  name: string,
  column: string,
  description: string,
  members: ReadonlyArray<readonly [string, string]>,
): ModelTable {
  return {
    name,
    description,
    rows: { kind: 'fixed', rows: members.map(([key, label], at) => [key, label, at + 1]) },
    columns: [
      fixed(always(column, 'text', 'As the published tables write it.'), { isHidden: true }),
      fixed(always('label', 'text', `${description} Sorted by the scale.`), { name, sortBy: 'Order' }),
      fixed(always('order', 'integer', 'Sorts the scale.'), { isHidden: true }),
    ],
  };
}

/** All spellings of a text of tickets. */
function spellings(name: string, column: string, description: string): ModelTable {
  return {
    name,
    description,
    rows: { kind: 'spellings', table: tickets, column, key: `${column}_key` },
    columns: [
      visible(tickets, column, { name }),
      fixed(always(`${column}_key`, 'text', 'The text without regard to upper and lower case.'), { isHidden: true }),
    ],
  };
}

export const MODEL_TABLES: readonly ModelTable[] = [
  {
    name: 'Tickets',
    description: tickets.description,
    rows: { kind: 'published', table: tickets },
    columns: [
      hidden(tickets, 'ticket_key'),
      hidden(tickets, 'source'),
      visible(tickets, 'ticket_id'),
      visible(tickets, 'ticket_number'),
      visible(tickets, 'url'),
      visible(tickets, 'subject'),
      visible(tickets, 'status', { name: 'Status in Service' }),
      hidden(tickets, 'status_group'),
      hidden(tickets, 'is_open'),
      hidden(tickets, 'priority_level'),
      visible(tickets, 'ticket_type'),
      folded('channel', 'How the ticket came in, without regard to upper and lower case.'),
      hidden(tickets, 'queue_key'),
      hidden(tickets, 'assignee_key'),
      visible(tickets, 'requester_name', { name: 'Requester' }),
      visible(tickets, 'creator_name', { name: 'Creator' }),
      folded('team', 'Team in charge, without regard to upper and lower case.'),
      visible(tickets, 'organization'),
      visible(tickets, 'created_local'),
      hidden(tickets, 'created_date'),
      made(
        maybe('created_hour', 'integer', 'Hour of the day of creation in the reporting zone, 0 to 23.'),
        { m: 'if [created_local] = null then null else Time.Hour([created_local])', from: ['created_local'] },
        { formatString: '00' },
      ),
      visible(tickets, 'resolved_local'),
      hidden(tickets, 'resolved_date'),
      visible(tickets, 'due_local'),
      hidden(tickets, 'due_date'),
      hidden(tickets, 'first_response_minutes'),
      hidden(tickets, 'resolution_minutes'),
      hidden(tickets, 'first_response_business_minutes'),
      hidden(tickets, 'resolution_business_minutes'),
      visible(tickets, 'present_status_since_local', { name: 'In Status Since' }),
      hidden(tickets, 'minutes_pending'),
      hidden(tickets, 'comment_count'),
      hidden(tickets, 'public_agent_comments'),
      hidden(tickets, 'reopen_count'),
      visible(tickets, 'satisfaction', { name: 'Rating' }),
      visible(tickets, 'sla_status'),
      hidden(tickets, 'is_deleted'),
      ...BAND_COLUMNS,
    ],
  },
  {
    name: 'Comments',
    description: comments.description,
    rows: { kind: 'published', table: comments },
    columns: [
      hidden(comments, 'ticket_key'),
      hidden(comments, 'comment_id'),
      hidden(comments, 'author_key'),
      hidden(comments, 'author_role'),
      hidden(comments, 'visibility'),
      hidden(comments, 'kind'),
      hidden(comments, 'created_date'),
      hidden(comments, 'is_deleted'),
    ],
  },
  {
    name: 'Status Changes',
    description: changes.description,
    rows: { kind: 'published', table: changes },
    columns: [
      hidden(changes, 'ticket_key'),
      visible(changes, 'from_group', { name: 'From Status' }),
      hidden(changes, 'to_group'),
      hidden(changes, 'changed_date'),
      hidden(changes, 'changed_by_key'),
      hidden(changes, 'minutes_in_from_status'),
      hidden(changes, 'business_minutes_in_from_status'),
    ],
  },
  {
    name: 'Ticket Tags',
    description: 'Tags of tickets, one row per ticket and tag: a tag chosen here filters the tickets.',
    rows: { kind: 'published', table: tags },
    columns: [hidden(tags, 'ticket_key'), visible(tags, 'tag')],
  },
  {
    name: 'Custom Field Options',
    description: `${options.description} An option chosen here filters the tickets.`,
    rows: { kind: 'published', table: options },
    columns: [hidden(options, 'ticket_key'), hidden(options, 'field_key'), visible(options, 'option')],
  },
  {
    name: 'Custom Fields',
    description: fields.description,
    rows: { kind: 'published', table: fields },
    columns: [
      hidden(fields, 'field_key'),
      hidden(fields, 'field_id'),
      nameOr('field_id', maybe('field', 'text', 'Name of the field, else its ID.')),
    ],
  },
  {
    name: 'Daily Backlog',
    description: backlog.description,
    rows: { kind: 'published', table: backlog },
    columns: [
      hidden(backlog, 'date'),
      hidden(backlog, 'source'),
      hidden(backlog, 'queue_key'),
      hidden(backlog, 'assignee_key'),
      hidden(backlog, 'status_group'),
      hidden(backlog, 'priority_level'),
      hidden(backlog, 'tickets'),
      hidden(backlog, 'age_days_sum'),
    ],
  },
  {
    name: 'Queue',
    description: queues.description,
    rows: { kind: 'published', table: queues },
    columns: [
      hidden(queues, 'queue_key'),
      hidden(queues, 'queue_id'),
      nameOr('queue_id', maybe('queue', 'text', 'Name of the queue, else its id.')),
    ],
  },
  scale('Status', 'status_group', 'Status on one scale for all services.', [
    ['new', 'New'],
    ['open', 'Open'],
    ['pending', 'Pending'],
    ['on_hold', 'On hold'],
    ['solved', 'Solved'],
    ['closed', 'Closed'],
    ['deleted', 'Deleted'],
    ['unknown', 'Unknown'],
  ]),
  scale('Priority', 'priority_level', 'Priority on one scale for all services.', [
    ['urgent', 'Urgent'],
    ['high', 'High'],
    ['normal', 'Normal'],
    ['low', 'Low'],
  ]),
  spellings('Channel', 'channel', 'How tickets came in, without regard to upper and lower case.'),
  spellings('Team', 'team', 'Teams in charge of tickets, without regard to upper and lower case.'),
  {
    name: 'Agent',
    description: 'People who are in charge of a ticket. Who is in charge of none is in no list.',
    rows: { kind: 'named', table: people, key: 'person_key', by: { table: tickets, column: 'assignee_key' } },
    columns: [
      hidden(people, 'person_key'),
      hidden(people, 'person_id'),
      nameOr('person_id', maybe('agent', 'text', 'Name of the agent, else the id.')),
    ],
  },
  {
    name: 'Dates',
    description: dates.description,
    rows: { kind: 'published', table: dates },
    columns: [
      visible(dates, 'date', { name: DATE_KEY }),
      made(maybe('week', 'date', 'The Monday of the week.'), {
        m: 'Date.AddDays([date], 1 - [weekday])',
        from: ['date', 'weekday'],
      }),
      visible(dates, 'year_month', { name: 'Month' }),
      hidden(dates, 'weekday', { name: 'Weekday Number' }),
      visible(dates, 'weekday_name', { name: 'Weekday', sortBy: 'Weekday Number' }),
    ],
  },
  {
    name: 'Sources',
    description: sources.description,
    rows: { kind: 'published', table: sources },
    columns: [
      visible(sources, 'source'),
      visible(sources, 'vendor', { name: 'Service' }),
      visible(sources, 'last_outcome'),
      visible(sources, 'is_configured'),
      visible(sources, 'change_detection'),
    ],
  },
  {
    name: 'Runs',
    description: runs.description,
    rows: { kind: 'published', table: runs },
    columns: [
      hidden(runs, 'run_id'),
      hidden(runs, 'source'),
      visible(runs, 'stream'),
      hidden(runs, 'finished_at'),
      visible(runs, 'mode'),
      visible(runs, 'outcome'),
      visible(runs, 'rows_read', { isSummed: true }),
      visible(runs, 'rows_new', { isSummed: true }),
      visible(runs, 'rows_changed', { isSummed: true }),
      visible(runs, 'rows_deleted', { isSummed: true }),
      visible(runs, 'rows_rejected', { isSummed: true }),
      visible(runs, 'vendor_total'),
      visible(runs, 'stored_total'),
      visible(runs, 'error'),
    ],
  },
  {
    name: 'Rejects',
    description: rejects.description,
    rows: { kind: 'published', table: rejects },
    columns: [
      hidden(rejects, 'source'),
      visible(rejects, 'stream'),
      visible(rejects, 'record_id'),
      visible(rejects, 'field'),
      visible(rejects, 'severity'),
      visible(rejects, 'reason'),
    ],
  },
  {
    name: 'Targets',
    description: 'What the team has agreed to reach: one row, from the parameters of the project.',
    isHidden: true,
    rows: { kind: 'fixed', rows: [TARGETS.map(({ parameter }) => ({ parameter }))] },
    columns: TARGETS.map(({ column, description }) => fixed(always(column, 'double', description), { isHidden: true })),
  },
];

/** @throws Error when there is no such table: a defect of the generator */
export function modelTableNamed(name: string): ModelTable {
  const table = MODEL_TABLES.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`the model has no table ${name}`);
  return table;
}

/** @throws Error when there is no such column: a defect of the generator */
export function modelColumnNamed(table: string, name: string): ModelColumn {
  const column = modelTableNamed(table).columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`the model has no column ${table}.${name}`);
  return column;
}

/** @param lakeName as the published table calls it */
export function modelColumnOf(table: ModelTable, lakeName: string): ModelColumn {
  const column = table.columns.find(({ lake }) => lake.name === lakeName);
  if (!column) throw new Error(`the model has no column ${table.name}.${lakeName}`);
  return column;
}
