/** Tables that tickets refer to, and those that are derived from them. */
import type { Table } from './column';
import { SOURCE_AND_VENDOR, STAMPS, added, always, maybe } from './column';

export const people: Table = {
  name: 'people',
  description: 'Agents, requesters and operators; one row for everyone whom another table names.',
  key: ['person_key'],
  references: [],
  partitioned: false,
  columns: [
    always('person_key', 'text', 'The person: `source:person_id`.'),
    ...SOURCE_AND_VENDOR,
    always('person_id', 'text', 'Id of the person; where the service has none, made from the e-mail address or name.'),
    maybe('name', 'text', 'Name.'),
    maybe('email', 'text', 'E-mail address.'),
    maybe('role', 'text', 'agent, requester or operator.'),
    maybe('organization', 'text', 'Organization.'),
    maybe('team', 'text', 'Team.'),
    always('is_active', 'boolean', 'False where the service says that the person is no longer active.'),
    maybe('time_zone', 'text', "The person's time zone, as the service writes it."),
    ...STAMPS,
  ],
};

export const queues: Table = {
  name: 'queues',
  description: 'Departments, queues, projects, services and instances; one row for every one that a ticket names.',
  key: ['queue_key'],
  references: [],
  partitioned: false,
  columns: [
    always('queue_key', 'text', 'The queue: `source:queue_id`.'),
    ...SOURCE_AND_VENDOR,
    always('queue_id', 'text', 'Id of the queue in its service.'),
    maybe('name', 'text', 'Name.'),
    always('kind', 'text', 'department, queue, project, service or instance.'),
    ...STAMPS,
  ],
};

export const customFields: Table = {
  name: 'custom_fields',
  description: 'Definitions of custom fields.',
  key: ['field_key'],
  references: [],
  partitioned: false,
  columns: [
    always('field_key', 'text', 'The field: `source:field_id`.'),
    ...SOURCE_AND_VENDOR,
    always('field_id', 'text', 'Id of the field in its service.'),
    maybe('name', 'text', 'Name.'),
    maybe('type', 'text', 'Type in the words of the service.'),
    added(2, maybe('column_name', 'text', 'Its column in ticket_fields_<source>; empty where it has none.')),
    ...STAMPS,
  ],
};

export const backlog: Table = {
  name: 'backlog',
  description:
    'Tickets that were open at the end of each local day. Queue, assignee and priority are the present ones.',
  key: ['date', 'source', 'queue_key', 'queue', 'assignee_key', 'status_group', 'priority_level'],
  references: [
    { column: 'assignee_key', table: 'people', to: 'person_key' },
    { column: 'queue_key', table: 'queues', to: 'queue_key' },
  ],
  partitioned: false,
  columns: [
    always('date', 'date', 'The day in the reporting zone.'),
    ...SOURCE_AND_VENDOR,
    maybe('queue', 'text', 'Present queue of the tickets.'),
    added(2, maybe('queue_key', 'text', 'The same as in queues: `source:queue_id`.')),
    maybe('assignee_key', 'text', 'Present assignee of the tickets.'),
    always('status_group', 'text', 'Status at the end of the day: new, open, pending, on_hold or unknown.'),
    maybe('priority_level', 'text', 'Present priority of the tickets: low, normal, high or urgent.'),
    always('tickets', 'integer', 'How many tickets were open.'),
    always('age_days_sum', 'integer', 'Sum of their ages in whole local days.'),
    ...STAMPS,
  ],
};

export const dates: Table = {
  name: 'dates',
  description: 'Every day of whole years, from the first to the last date in the lake.',
  key: ['date'],
  references: [],
  partitioned: false,
  columns: [
    always('date', 'date', 'The day.'),
    always('year', 'integer', 'Calendar year.'),
    always('quarter', 'integer', '1 to 4.'),
    always('month', 'integer', '1 to 12.'),
    always('month_name', 'text', 'English name of the month.'),
    always('year_month', 'text', 'As 2026-11.'),
    always('iso_year', 'integer', 'Year of the ISO 8601 week.'),
    always('iso_week', 'integer', 'ISO 8601 week, 1 to 53.'),
    always('weekday', 'integer', '1 is Monday, 7 is Sunday.'),
    always('weekday_name', 'text', 'English name of the weekday.'),
    always('is_weekend', 'boolean', 'Saturday or Sunday.'),
    ...STAMPS,
  ],
};
