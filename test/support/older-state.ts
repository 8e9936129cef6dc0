/** Statements that make the working database of this version one of an older version: what came later is taken away. */

const dropped = (table: string, columns: readonly string[]): string[] =>
  columns.map((column) => `ALTER TABLE ${table} DROP COLUMN ${column}`);

export const AS_VERSION_4 = [
  ...dropped('w_tickets', ['creator_id', 'creator_name', 'creator_email']),
  "UPDATE meta SET value = '4' WHERE key = 'state_version'",
];

export const AS_VERSION_3 = [
  ...AS_VERSION_4,
  'ALTER TABLE w_tickets ALTER COLUMN hash TYPE VARCHAR',
  "UPDATE meta SET value = '3' WHERE key = 'state_version'",
];

export const AS_VERSION_2 = [
  ...AS_VERSION_3,
  ...dropped('w_custom_values', ['value_date']),
  ...dropped('w_changes', ['place', 'from_status_id', 'to_status_id', 'cycle']),
  ...dropped('w_tickets', ['done_words', 'status_at']),
  "UPDATE meta SET value = '2' WHERE key = 'state_version'",
];

export const AS_VERSION_1 = [
  ...AS_VERSION_2,
  ...dropped('stream_state', ['projects']),
  "UPDATE meta SET value = '1' WHERE key = 'state_version'",
];
