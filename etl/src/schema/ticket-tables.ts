/** Tables of tickets and of what hangs on them. */
import type { Table } from './column';
import { SOURCE_AND_VENDOR, STAMPS, added, always, maybe, moment } from './column';

const TICKET_KEY = always('ticket_key', 'text', 'The ticket: `source:ticket_id`.');
const TO_TICKET = { column: 'ticket_key', table: 'tickets', to: 'ticket_key' };
const GROUPS = 'new, open, pending, on_hold, solved, closed, deleted or unknown';

export const tickets: Table = {
  name: 'tickets',
  description: 'One row per ticket, as it stands now.',
  key: ['ticket_key'],
  references: [
    { column: 'requester_key', table: 'people', to: 'person_key' },
    { column: 'assignee_key', table: 'people', to: 'person_key' },
    { column: 'creator_key', table: 'people', to: 'person_key' },
    { column: 'queue_key', table: 'queues', to: 'queue_key' },
  ],
  partitioned: true,
  columns: [
    TICKET_KEY,
    ...SOURCE_AND_VENDOR,
    always('ticket_id', 'text', 'Id of the ticket in its service.'),
    maybe('ticket_number', 'text', 'The number that people use for the ticket.'),
    maybe('url', 'text', 'Address of the ticket in its service.'),
    maybe('subject', 'text', 'Subject, or the first line of the description where the service has no subject.'),
    maybe('description', 'text', 'What was asked at first, as plain text.'),
    maybe('status', 'text', 'Status in the words of the service.'),
    always('status_group', 'text', `The status on one scale for all services: ${GROUPS}.`),
    always('is_open', 'boolean', 'Still to be worked on: new, open, pending, on_hold or unknown.'),
    maybe('priority', 'text', 'Priority in the words of the service.'),
    maybe('priority_level', 'text', 'Priority on one scale for all services: low, normal, high or urgent.'),
    maybe('ticket_type', 'text', 'Category, topic or type of issue.'),
    maybe('channel', 'text', 'How the ticket came in.'),
    maybe('queue', 'text', 'Department, queue, project, service or instance.'),
    added(2, maybe('queue_key', 'text', 'The same as in queues: `source:queue_id`.')),
    maybe('requester_key', 'text', 'The person who asked: `source:person_id`.'),
    maybe('requester_name', 'text', 'Name of the person who asked.'),
    maybe('requester_email', 'text', 'E-mail address of the person who asked.'),
    maybe('assignee_key', 'text', 'The agent in charge: `source:person_id`.'),
    maybe('assignee_name', 'text', 'Name of the agent in charge.'),
    maybe('assignee_email', 'text', 'E-mail address of the agent in charge.'),
    added(2, maybe('creator_key', 'text', 'Who entered the ticket, perhaps for the requester: `source:person_id`.')),
    added(2, maybe('creator_name', 'text', 'Name of who entered the ticket.')),
    added(2, maybe('creator_email', 'text', 'E-mail address of who entered the ticket.')),
    maybe('team', 'text', 'Team in charge.'),
    maybe('organization', 'text', 'Organization of the requester.'),
    ...moment('created', 'Creation', ['at', 'local', 'date']),
    ...moment('updated', 'Last change that the service shows', ['at', 'local']),
    ...moment('first_response', 'First public answer of an agent', ['at', 'local']),
    ...moment('resolved', 'Last time the ticket was done; empty while it is open', ['at', 'local', 'date']),
    ...moment('closed', 'Last time the ticket was closed; empty while it is open', ['at', 'local', 'date']),
    ...moment('due', 'When the ticket should be done', ['at', 'local', 'date']),
    maybe('first_response_minutes', 'integer', 'Whole minutes from creation to the first answer.'),
    maybe(
      'resolution_minutes',
      'integer',
      'Whole minutes from creation to resolution; empty while the ticket is open.',
    ),
    added(
      2,
      maybe(
        'first_response_business_minutes',
        'integer',
        'The same as first_response_minutes within business_hours; empty where none are configured.',
      ),
    ),
    added(
      2,
      maybe(
        'resolution_business_minutes',
        'integer',
        'The same as resolution_minutes within business_hours; empty where none are configured.',
      ),
    ),
    ...moment('present_status_since', 'Since when the ticket has its present status', ['at', 'local']).map((column) =>
      added(2, column),
    ),
    added(
      2,
      maybe(
        'minutes_pending',
        'integer',
        'Whole minutes in statuses that are pending or on_hold and that it has left; empty where a step of its history is not known.',
      ),
    ),
    maybe(
      'comment_count',
      'integer',
      'Comments, replies and notes that were not deleted, no activities; empty where comments were not exported.',
    ),
    added(
      2,
      maybe(
        'public_agent_comments',
        'integer',
        'Those of them that are public and by an agent; empty as comment_count is.',
      ),
    ),
    added(
      2,
      maybe(
        'requester_comments',
        'integer',
        'Those of them that are public and by a requester; empty as comment_count is.',
      ),
    ),
    maybe(
      'reopen_count',
      'integer',
      'How often the ticket went from done to open; empty where a step of its history is not known.',
    ),
    maybe('satisfaction', 'integer', "The requester's rating on the service's own scale."),
    maybe('sla_status', 'text', 'ok, warning or breached, as the service judges.'),
    maybe('tags', 'text', 'Folded tags in code-point order, joined by a comma and a blank.'),
    always('is_deleted', 'boolean', 'Deleted, spam or merged in the service, or proven gone by a complete scan.'),
    maybe(
      'deleted_at',
      'instant',
      'When a complete scan proved it gone, else the last change of a ticket that its service marks as deleted; UTC.',
    ),
    ...STAMPS,
  ],
};

export const comments: Table = {
  name: 'comments',
  description: 'Comments, replies, notes and logged activities of tickets.',
  key: ['comment_key'],
  references: [TO_TICKET, { column: 'author_key', table: 'people', to: 'person_key' }],
  partitioned: true,
  columns: [
    always('comment_key', 'text', 'The comment: `ticket_key/comment_id`.'),
    TICKET_KEY,
    ...SOURCE_AND_VENDOR,
    always('comment_id', 'text', 'Id of the comment in its service.'),
    maybe('author_key', 'text', 'Who wrote it: `source:person_id`.'),
    maybe('author_name', 'text', "The author's name."),
    maybe('author_email', 'text', "The author's e-mail address."),
    always('author_role', 'text', 'agent, requester, system or unknown.'),
    always('visibility', 'text', 'public or internal.'),
    always('kind', 'text', 'comment, reply, note or activity.'),
    maybe('title', 'text', 'Title of a note.'),
    maybe('body', 'text', 'Plain text; HTML and Markdown are turned into text.'),
    ...moment('created', 'Creation', ['at', 'local', 'date']),
    maybe('updated_at', 'instant', 'Last edit, in UTC.'),
    always('is_deleted', 'boolean', 'The service lists it no more.'),
    ...STAMPS,
  ],
};

export const statusChanges: Table = {
  name: 'status_changes',
  description: "Changes of tickets' status, in order; creation is no change.",
  key: ['change_key'],
  references: [TO_TICKET, { column: 'changed_by_key', table: 'people', to: 'person_key' }],
  partitioned: true,
  columns: [
    always('change_key', 'text', 'The change: `ticket_key/sequence`.'),
    TICKET_KEY,
    ...SOURCE_AND_VENDOR,
    always('sequence', 'integer', '1 is the first change after creation.'),
    maybe('from_status', 'text', 'Status before, in the words of the service.'),
    maybe('to_status', 'text', 'Status after, in the words of the service.'),
    maybe('from_group', 'text', `Status before, on one scale: ${GROUPS}.`),
    maybe('to_group', 'text', `Status after, on one scale: ${GROUPS}.`),
    always('changed_at', 'instant', 'When it changed, in UTC.'),
    always('changed_local', 'local', 'When it changed, as wall-clock time in the reporting zone.'),
    always('changed_date', 'date', 'The day it changed in the reporting zone.'),
    maybe('changed_by_key', 'text', 'Who changed it: `source:person_id`.'),
    maybe('changed_by_name', 'text', 'Name of who changed it.'),
    maybe(
      'minutes_in_from_status',
      'integer',
      'Whole minutes since the change before, or since creation for the first.',
    ),
    added(
      2,
      maybe(
        'business_minutes_in_from_status',
        'integer',
        'The same as minutes_in_from_status within business_hours; empty where none are configured.',
      ),
    ),
    always(
      'origin',
      'text',
      "vendor: read from the service's own log; observed: seen on the ticket, with the time that it gives for it, else the time of the run that saw it.",
    ),
    ...STAMPS,
  ],
};

export const ticketTags: Table = {
  name: 'ticket_tags',
  description: 'Tags of tickets, one row per ticket and tag.',
  key: ['ticket_key', 'tag'],
  references: [TO_TICKET],
  partitioned: false,
  columns: [
    TICKET_KEY,
    ...SOURCE_AND_VENDOR,
    always('tag', 'text', 'The tag, trimmed and in lower case.'),
    always('tag_label', 'text', 'The tag as written.'),
    maybe('tag_category', 'text', 'Category of the tag, where the service tells it.'),
    ...STAMPS,
  ],
};

export const ticketCustomFields: Table = {
  name: 'ticket_custom_fields',
  description: 'Values of custom fields, one row per ticket and field.',
  key: ['ticket_key', 'field_key'],
  references: [TO_TICKET, { column: 'field_key', table: 'custom_fields', to: 'field_key' }],
  partitioned: false,
  columns: [
    TICKET_KEY,
    always('field_key', 'text', 'The field: `source:field_id`.'),
    ...SOURCE_AND_VENDOR,
    maybe('value_text', 'text', 'The value as text; labels of chosen options joined by a comma and a blank.'),
    maybe('value_number', 'double', 'The value of a number field.'),
    maybe('value_boolean', 'boolean', 'The value of a yes/no field.'),
    maybe('value_at', 'instant', 'The value of a time field, in UTC; empty for a day.'),
    maybe(
      'value_local',
      'local',
      'The value of a time field as wall-clock time in the reporting zone; of a day its midnight.',
    ),
    added(
      2,
      maybe(
        'value_date',
        'date',
        'The value of a date field, the same in every zone; of a time its day in the reporting zone.',
      ),
    ),
    ...STAMPS,
  ],
};

export const ticketCustomFieldOptions: Table = {
  name: 'ticket_custom_field_options',
  description: 'Options that were chosen in custom fields, one row per ticket, field and option.',
  addedIn: 2,
  key: ['ticket_key', 'field_key', 'option'],
  references: [TO_TICKET, { column: 'field_key', table: 'custom_fields', to: 'field_key' }],
  partitioned: false,
  columns: [
    TICKET_KEY,
    always('field_key', 'text', 'The field: `source:field_id`.'),
    ...SOURCE_AND_VENDOR,
    always('option', 'text', 'Label of the option as in value_text, or its ID where no label is known.'),
    maybe('option_id', 'text', 'ID of the option in its service; empty where the service gives none.'),
    always('position', 'integer', '1 is the first, in the order of the service.'),
    ...STAMPS,
  ],
};

export const attachments: Table = {
  name: 'attachments',
  description: 'Files attached to tickets and comments: what they are, not their content.',
  key: ['attachment_key'],
  references: [TO_TICKET, { column: 'comment_key', table: 'comments', to: 'comment_key' }],
  partitioned: false,
  columns: [
    always('attachment_key', 'text', 'The file: `ticket_key/file-<id>`.'),
    TICKET_KEY,
    maybe('comment_key', 'text', 'The comment that it came with.'),
    ...SOURCE_AND_VENDOR,
    maybe('file_name', 'text', 'Name of the file.'),
    maybe('media_type', 'text', 'Media type, as image/png.'),
    maybe('size_bytes', 'bigint', 'Size in bytes.'),
    ...moment('created', 'When it was attached', ['at', 'local']),
    ...STAMPS,
  ],
};
