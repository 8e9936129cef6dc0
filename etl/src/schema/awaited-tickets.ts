/** What a lake has before any ticket was read: the tables about its runs, so that readers see why the rest is missing. */
import type { Table } from './column';
import { isFieldTable } from './field-tables';
import { rejects, runs, schemaChanges, sources } from './run-tables';
import { TABLES } from './tables';

/** In the order in which tables are shown. */
export const TABLES_WITHOUT_TICKETS: readonly Table[] = [sources, runs, rejects, schemaChanges];

/** Whether a table of this name is published with the first tickets. */
export function comesWithTickets(name: string): boolean {
  const isOf = (tables: readonly Table[]): boolean => tables.some((table) => table.name === name);
  return isFieldTable({ name }) || (isOf(TABLES) && !isOf(TABLES_WITHOUT_TICKETS));
}
