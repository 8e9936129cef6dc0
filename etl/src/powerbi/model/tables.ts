/** The tables of the model, each a published table; people stand in it twice, once a role. */
import { tableNamed } from '../../schema/tables';
import { modelColumns } from './columns';
import type { ModelColumn, ModelTable } from './table';

function modelTable(name: string, lakeTable: string, description?: string): ModelTable {
  const lake = tableNamed(lakeTable);
  return { name, lake, description: description ?? lake.description, columns: modelColumns(lake) };
}

export const MODEL_TABLES: readonly ModelTable[] = [
  modelTable('Tickets', 'tickets'),
  modelTable('Comments', 'comments'),
  modelTable('Status Changes', 'status_changes'),
  modelTable(
    'Ticket Tags',
    'ticket_tags',
    'Tags of tickets, one row a ticket and tag: the bridge through which a tag filters tickets.',
  ),
  modelTable('Ticket Custom Fields', 'ticket_custom_fields'),
  modelTable('Custom Fields', 'custom_fields'),
  modelTable('Daily Backlog', 'backlog'),
  modelTable('Assignee', 'people', 'People in the role of the agent in charge.'),
  modelTable('Requester', 'people', 'People in the role of who asked.'),
  modelTable('Queues', 'queues'),
  modelTable('Dates', 'dates'),
  modelTable('Sources', 'sources'),
  modelTable('Runs', 'runs'),
  modelTable('Rejects', 'rejects'),
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
