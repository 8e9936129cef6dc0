/**
 * What a value of a visible field leaves of the published tables, said by hand: the second opinion on the relationships
 * of the model. Rows of deeds (comments, changes of status) follow their ticket, but for agents: there they follow who
 * did it.
 */
import { measureSql } from '../../etl/src/powerbi/measures/measure';
import { measureNamed } from '../../etl/src/powerbi/measures/measures';
import { literal } from '../../etl/src/schema/tables';
import type { Duck } from './duck';
import { modelRowsSql } from './model-rows';

export type Period = { first: string; last: string } | null;

/** A field by its names in the model, and its column in the rows of its table. */
export interface VisibleField {
  table: string;
  name: string;
  column: string;
}

/** By dimension: the column of tickets that names a member, the key of the dimension, and whether the backlog has it. */
const DIMENSIONS: Readonly<Record<string, { fact: string; key: string; isInBacklog: boolean }>> = {
  Sources: { fact: 'source', key: 'source', isInBacklog: true },
  Queue: { fact: 'queue_key', key: 'queue_key', isInBacklog: true },
  Status: { fact: 'status_group', key: 'status_group', isInBacklog: true },
  Priority: { fact: 'priority_level', key: 'priority_level', isInBacklog: true },
  Agent: { fact: 'assignee_key', key: 'person_key', isInBacklog: true },
  Channel: { fact: 'channel_key', key: 'channel_key', isInBacklog: false },
  Team: { fact: 'team_key', key: 'team_key', isInBacklog: false },
};

/** Measures whose rows follow who did it. */
const DEEDS =
  /^(?:Replies|Internal Notes|Written by Agents|% Internal|Status Changes Made|Reopenings|Median Time in Status)/;
/** Measures of changes of status. */
export const DEEDS_OF_STATUS = /^(?:Status Changes Made|Reopenings|Median Time in Status)/;
export const OF_BACKLOG = /^(?:Backlog|Age of Backlog)/;

/** A value that is chosen in a field; null is the empty one. */
export interface Choice {
  field: VisibleField;
  value: string | null;
}

/** The figure of a measure under chosen values. */
export async function figureUnder(
  duck: Duck,
  name: string,
  choices: readonly Choice[],
  period: Period = null,
): Promise<number | null> {
  if (OF_BACKLOG.test(name) && !choices.every(({ field }) => answersForBacklog(field))) return null;
  const text = await duck.value(measureSql(measureNamed(name), period, restrictedBy(name, choices)));
  return text === null ? null : Number(text);
}

export function answersForBacklog({ table }: VisibleField): boolean {
  return DIMENSIONS[table]?.isInBacklog === true;
}

/** Values of a field, the most frequent first. */
export async function valuesOf(duck: Duck, { table, column }: VisibleField): Promise<string[]> {
  const rows = await duck.rows(
    `SELECT ${column}::VARCHAR AS value FROM (${modelRowsSql(table)}) WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value`,
  );
  return rows.map(({ value }) => String(value));
}

function restrictedBy(name: string, choices: readonly Choice[]): Record<string, string> {
  const tickets: string[] = [];
  const backlog: string[] = [];
  const comments: string[] = [];
  const changes: string[] = [];
  for (const { field, value } of choices) {
    const { table, column } = field;
    const chosen = value === null ? `${column} IS NULL` : `${column}::VARCHAR = ${literal(value)}`;
    const dimension = DIMENSIONS[table];
    if (table === 'Status Changes') {
      changes.push(chosen);
    } else if (table === 'Dates') {
      tickets.push(`created_date IN (SELECT date FROM (${ofMain(modelRowsSql('Dates'))}) WHERE ${chosen})`);
    } else if (table === 'Custom Fields') {
      const members = `(SELECT field_key FROM (${ofMain(modelRowsSql(table))}) WHERE ${chosen})`;
      tickets.push(
        `ticket_key IN (SELECT ticket_key FROM main.ticket_custom_field_options WHERE field_key IN ${members})`,
      );
    } else if (dimension === undefined) {
      tickets.push(`ticket_key IN (SELECT ticket_key FROM (${ofMain(modelRowsSql(table))}) WHERE ${chosen})`);
    } else {
      const members = `(SELECT ${dimension.key} FROM (${ofMain(modelRowsSql(table))}) WHERE ${chosen})`;
      const isMember = (fact: string) => (value === null ? `${fact} IS NULL` : `${fact} IN ${members}`);
      if (table === 'Agent' && DEEDS.test(name)) {
        comments.push(isMember('author_key'));
        changes.push(isMember('changed_by_key'));
      } else {
        tickets.push(
          `ticket_key IN (SELECT ticket_key FROM (${ofMain(modelRowsSql('Tickets'))}) WHERE ${isMember(dimension.fact)})`,
        );
        if (dimension.isInBacklog) backlog.push(isMember(dimension.fact));
      }
    }
  }
  const ofTicket =
    tickets.length === 0 ? [] : [`ticket_key IN (SELECT ticket_key FROM main.tickets WHERE ${all(tickets)})`];
  return {
    tickets: `SELECT * FROM main.tickets WHERE ${all(tickets)}`,
    backlog: `SELECT * FROM main.backlog WHERE ${all(backlog)}`,
    comments: `SELECT * FROM main.comments WHERE ${all([...ofTicket, ...comments])}`,
    status_changes: `SELECT * FROM main.status_changes WHERE ${all([...ofTicket, ...changes])}`,
  };
}

function all(conditions: readonly string[]): string {
  return ['true', ...conditions].join(' AND ');
}

/** Names of published tables mean those, not what a filter left of them. */
function ofMain(sql: string): string {
  return sql.replaceAll(/\bFROM (?=[a-z_]+\b(?!\())/g, 'FROM main.');
}
