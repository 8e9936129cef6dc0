/**
 * The working database's tables of rows: what `vendors` unified, ids not yet joined to names. Published tables are
 * built from them by marts/.
 */
export type StoredType = 'VARCHAR' | 'VARCHAR[]' | 'BOOLEAN' | 'DOUBLE' | 'BIGINT' | 'INTEGER' | 'TIMESTAMPTZ' | 'DATE';

export interface StoredTable {
  name: string;
  /** Unique within a source. */
  key: readonly string[];
  /** The key columns among them. */
  columns: ReadonlyArray<readonly [name: string, type: StoredType]>;
  /** Rows are marked with `gone_at` when their service lists them no more. */
  softDelete: boolean;
}

/** Columns that every table of rows has beside its own. */
export const ROW_MARKS: ReadonlyArray<readonly [string, string]> = [
  // Of two readings of a row the one with the larger rank wins: when it was read, or for mentions how good it is.
  ['rank', 'VARCHAR'],
  // Tells one state of the row from another: see row-hash.ts.
  ['hash', 'UBIGINT'],
  ['stream', 'VARCHAR'],
  ['run_id', 'VARCHAR'],
];

export const STORED_TICKETS: StoredTable = {
  name: 'w_tickets',
  key: ['ticket_id'],
  softDelete: true,
  columns: [
    ['ticket_id', 'VARCHAR'],
    // Folded id where folding changes it, else NULL: two ids that fold alike get other keys.
    ['folded', 'VARCHAR'],
    ['ticket_number', 'VARCHAR'],
    ['url', 'VARCHAR'],
    ['subject', 'VARCHAR'],
    ['description', 'VARCHAR'],
    ['status', 'VARCHAR'],
    ['status_id', 'VARCHAR'],
    ['status_group', 'VARCHAR'],
    ['priority', 'VARCHAR'],
    ['priority_id', 'VARCHAR'],
    ['priority_level', 'VARCHAR'],
    ['ticket_type', 'VARCHAR'],
    ['ticket_type_id', 'VARCHAR'],
    ['channel', 'VARCHAR'],
    ['channel_id', 'VARCHAR'],
    ['queue', 'VARCHAR'],
    ['queue_id', 'VARCHAR'],
    ['requester_id', 'VARCHAR'],
    ['requester_name', 'VARCHAR'],
    ['requester_email', 'VARCHAR'],
    ['assignee_id', 'VARCHAR'],
    ['assignee_name', 'VARCHAR'],
    ['assignee_email', 'VARCHAR'],
    ['creator_id', 'VARCHAR'],
    ['creator_name', 'VARCHAR'],
    ['creator_email', 'VARCHAR'],
    ['team', 'VARCHAR'],
    ['team_id', 'VARCHAR'],
    ['organization', 'VARCHAR'],
    ['organization_id', 'VARCHAR'],
    ['created_at', 'TIMESTAMPTZ'],
    ['updated_at', 'TIMESTAMPTZ'],
    ['first_response_at', 'TIMESTAMPTZ'],
    ['resolved_at', 'TIMESTAMPTZ'],
    ['closed_at', 'TIMESTAMPTZ'],
    ['due_at', 'TIMESTAMPTZ'],
    ['due_date', 'DATE'],
    ['satisfaction', 'DOUBLE'],
    ['sla_status', 'VARCHAR'],
    ['tags', 'VARCHAR[]'],
    ['tag_labels', 'VARCHAR[]'],
    ['is_deleted', 'BOOLEAN'],
    ['extra', 'VARCHAR'],
    ['done_words', 'VARCHAR[]'],
    ['status_at', 'TIMESTAMPTZ'],
  ],
};

export const STORED_COMMENTS: StoredTable = {
  name: 'w_comments',
  key: ['ticket_id', 'comment_id'],
  softDelete: true,
  columns: [
    ['ticket_id', 'VARCHAR'],
    ['comment_id', 'VARCHAR'],
    ['folded', 'VARCHAR'],
    ['author_id', 'VARCHAR'],
    ['author_name', 'VARCHAR'],
    ['author_email', 'VARCHAR'],
    ['author_role', 'VARCHAR'],
    ['visibility', 'VARCHAR'],
    ['kind', 'VARCHAR'],
    ['title', 'VARCHAR'],
    ['body', 'VARCHAR'],
    ['created_at', 'TIMESTAMPTZ'],
    ['updated_at', 'TIMESTAMPTZ'],
  ],
};

export const STORED_CHANGES: StoredTable = {
  name: 'w_changes',
  key: ['ticket_id', 'event_id'],
  softDelete: true,
  columns: [
    ['ticket_id', 'VARCHAR'],
    ['event_id', 'VARCHAR'],
    ['from_status', 'VARCHAR'],
    ['to_status', 'VARCHAR'],
    ['from_group', 'VARCHAR'],
    ['to_group', 'VARCHAR'],
    ['changed_at', 'TIMESTAMPTZ'],
    ['changed_by_id', 'VARCHAR'],
    ['changed_by_name', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    // Among changes of one instant, in the order of the service's list; NULL where there is only one.
    ['place', 'INTEGER'],
    ['from_status_id', 'VARCHAR'],
    ['to_status_id', 'VARCHAR'],
    ['cycle', 'VARCHAR'],
  ],
};

export const STORED_ATTACHMENTS: StoredTable = {
  name: 'w_attachments',
  key: ['ticket_id', 'attachment_id'],
  softDelete: true,
  columns: [
    ['ticket_id', 'VARCHAR'],
    ['attachment_id', 'VARCHAR'],
    ['folded', 'VARCHAR'],
    ['comment_id', 'VARCHAR'],
    ['file_name', 'VARCHAR'],
    ['media_type', 'VARCHAR'],
    ['size_bytes', 'BIGINT'],
    ['created_at', 'TIMESTAMPTZ'],
  ],
};

/**
 * origin: `list` from a stream that defines them, `mention` from a record of another stream, `reference` from a
 * mere id, name or e-mail address on a ticket, comment or change.
 */
export const STORED_PEOPLE: StoredTable = {
  name: 'w_people',
  key: ['person_id', 'origin'],
  softDelete: false,
  columns: [
    ['person_id', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    ['folded', 'VARCHAR'],
    ['name', 'VARCHAR'],
    ['email', 'VARCHAR'],
    ['role', 'VARCHAR'],
    ['organization', 'VARCHAR'],
    ['organization_id', 'VARCHAR'],
    ['team', 'VARCHAR'],
    ['team_id', 'VARCHAR'],
    ['is_active', 'BOOLEAN'],
    ['time_zone', 'VARCHAR'],
  ],
};

/** Roles in which mentions showed a person. Kept apart from them: seen once as an agent is an agent. */
export const STORED_ROLES: StoredTable = {
  name: 'w_roles',
  key: ['person_id', 'origin', 'role'],
  softDelete: false,
  columns: [
    ['person_id', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    ['role', 'VARCHAR'],
  ],
};

export const STORED_QUEUES: StoredTable = {
  name: 'w_queues',
  key: ['queue_id', 'origin'],
  softDelete: false,
  columns: [
    ['queue_id', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    ['folded', 'VARCHAR'],
    ['name', 'VARCHAR'],
    ['kind', 'VARCHAR'],
  ],
};

export const STORED_FIELDS: StoredTable = {
  name: 'w_fields',
  key: ['field_id', 'origin'],
  softDelete: false,
  columns: [
    ['field_id', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    ['folded', 'VARCHAR'],
    ['name', 'VARCHAR'],
    ['type', 'VARCHAR'],
  ],
};

export const STORED_NAMES: StoredTable = {
  name: 'w_names',
  key: ['kind', 'id', 'origin'],
  softDelete: false,
  columns: [
    ['kind', 'VARCHAR'],
    ['id', 'VARCHAR'],
    ['origin', 'VARCHAR'],
    ['name', 'VARCHAR'],
  ],
};

/** Replaced whole with their ticket: they have no life of their own. */
export const STORED_VALUES: StoredTable = {
  name: 'w_custom_values',
  key: ['ticket_id', 'field_id'],
  softDelete: false,
  columns: [
    ['ticket_id', 'VARCHAR'],
    ['field_id', 'VARCHAR'],
    ['value_text', 'VARCHAR'],
    ['value_number', 'DOUBLE'],
    ['value_boolean', 'BOOLEAN'],
    ['value_at', 'TIMESTAMPTZ'],
    ['value_date', 'DATE'],
    ['option_ids', 'VARCHAR[]'],
  ],
};

export const STORED_TABLES: readonly StoredTable[] = [
  STORED_TICKETS,
  STORED_COMMENTS,
  STORED_CHANGES,
  STORED_ATTACHMENTS,
  STORED_PEOPLE,
  STORED_ROLES,
  STORED_QUEUES,
  STORED_FIELDS,
  STORED_NAMES,
  STORED_VALUES,
];
