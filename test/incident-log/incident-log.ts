/**
 * An incident log (ServiceNow's columns, one line an event) as a world.
 *
 * | column of the log | in the world |
 * |---|---|
 * | number | `number`; tickets stand in order of opened_at, equal ones in order of the file |
 * | u_symptom, category, subcategory | `subject`: "Symptom 72: Category 55 / Subcategory 170", without what is unknown; and custom fields |
 * | category, subcategory | `tags`; category also `type` |
 * | u_symptom, category, subcategory, location, cmdb_ci | `description`, a line each |
 * | incident_state | `status`: New new · Active open · Awaiting User Info, Awaiting Evidence pending · Awaiting Problem, Awaiting Vendor on_hold · Resolved solved · Closed closed; exact words in the custom field |
 * | priority | `priority`: 1 - Critical urgent · 2 - High high · 3 - Moderate, unknown normal · 4 - Low low |
 * | assignment_group | `queue`; unknown: the queue "Unassigned" |
 * | assigned_to | `assignee` |
 * | caller_id | `requester`; unknown: the person "Unknown caller" |
 * | contact_type | `channel`, as written; unknown: "unknown" |
 * | opened_at, sys_updated_at | `createdAt`, `updatedAt` (the latest of its lines) |
 * | resolved_at, closed_at | `resolvedAt` of a solved or closed ticket, `closedAt` of a closed one; unknown: null |
 * | made_sla | FALSE: `isSlaBreached`; and a custom field |
 * | every other column, and those named so above | custom field of the column's name: list, toggle, number, person (opened_by, sys_created_by, sys_updated_by, resolved_by) or text |
 *
 * The ticket carries the values of its last line. What differs from line to line is in `changes`, at the line's
 * sys_updated_at, by its sys_updated_by, in the order of the file: some first lines bear a stamp later than the second
 * one's, so that sorting by time would invent reopenings. Counters (active, reassignment_count, reopen_count,
 * sys_mod_count) have no history.
 *
 * Times have no zone and are taken as UTC. `?` is unknown: null. Names are kept as written, inner blanks too. Callers
 * are requesters, all others agents; the log's anonymous names of one kind are not matched with those of another.
 */
import { basename } from 'node:path';
import { uuidOf } from '../../sandbox/world/identity';
import type { WorldBase } from '../../sandbox/world/base';
import { createLogDirectory, type LogDirectory } from './incident-directory';
import { openLog } from './incident-lines';
import { addLine, ticketOf, type Incident } from './incident-ticket';
import { seedFrom } from '../../sandbox/world/random';

/**
 * @param path a `.csv` or `.csv.gz` file
 * @throws Error that names the file, the line and the column that is wrong
 */
export async function readIncidentLog(path: string): Promise<WorldBase> {
  const name = basename(path);
  const { columns, lines } = await openLog(path);
  const seed = seedFrom('incident log');
  const directory = createLogDirectory(seed, columns);
  const incidents = new Map<string, Incident>();
  for await (const { line, row } of lines) {
    const problem = addLine(incidents, row, directory);
    if (problem !== undefined) throw new Error(`${name} line ${line}: ${problem}`);
  }
  return baseOf(seed, [...incidents.values()], directory);
}

function baseOf(seed: number, incidents: Incident[], directory: LogDirectory): WorldBase {
  // sort() is stable: equal ones stay in the order of the file.
  incidents.sort((a, b) => a.createdAt - b.createdAt);
  let changeIds = 0;
  const starts = incidents.map(({ changes }) => {
    const start = changeIds + 1;
    changeIds += changes.length;
    return start;
  });
  return {
    seed,
    size: incidents.length,
    createdAt: (index) => incidentAt(incidents, index).createdAt,
    ticket: (index) =>
      ticketOf(incidentAt(incidents, index), {
        index,
        uuid: uuidOf(seed, 'ticket', index),
        firstChangeId: starts[index] ?? 1,
      }),
    people: directory.people,
    queues: directory.queues,
    types: directory.types,
    teams: [],
    organizations: [],
    fields: directory.fields,
  };
}

function incidentAt(incidents: readonly Incident[], index: number): Incident {
  const incident = incidents[index];
  if (!incident) throw new RangeError(`no ticket with index ${index}`);
  return incident;
}
