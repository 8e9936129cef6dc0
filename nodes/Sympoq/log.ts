/** Entries of a ticket's event log as items. */
import type { IDataObject } from 'n8n-workflow';
import type { JsonObject } from '../../vendors/json';
import { arrayAt, asText, isObject } from '../../vendors/json';
import { knownAgents } from '../../vendors/sympoq/operations';
import { events } from '../../vendors/sympoq/streams';
import type { OperationRun } from '../shared/operation';
import type { Unifier } from '../shared/output';
import { formatRecords, rawItems, unifiedRows } from '../shared/output';
import { pathsOf } from './parameters';

/** As unified comments. @param ticket with its event log */
export async function entryRows(run: OperationRun, ticket: JsonObject): Promise<IDataObject[]> {
  return unifiedRows(run, [ticket], await comments(run, ticket));
}

/**
 * As the user wants to see them. @param ticket with its event log
 * @param includeNames whether the list of users is read for the ids of authors
 */
export async function entryItems(run: OperationRun, ticket: JsonObject, includeNames = false): Promise<IDataObject[]> {
  if (run.parameters.choice('output') === 'raw') return rawItems(run, arrayAt(ticket, 'event_log'));
  return formatRecords(
    run,
    [ticket],
    includeNames ? await comments(run, ticket) : { stream: events, kind: 'comments' },
  );
}

/** The log names its authors by their names alone: who they are stands in the list of users. */
async function comments(run: OperationRun, ticket: JsonObject): Promise<Unifier> {
  const isNamed = arrayAt(ticket, 'event_log').some((entry) => isObject(entry) && asText(entry['applied_by']) !== null);
  const agents = isNamed ? await knownAgents(run.call, pathsOf(run)) : [];
  return { stream: events, kind: 'comments', agents };
}
