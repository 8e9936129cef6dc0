/** Entries of a ticket's event log as items. */
import type { IDataObject } from 'n8n-workflow';
import type { JsonObject } from '../../vendors/json';
import { arrayAt } from '../../vendors/json';
import { events } from '../../vendors/sympoq/streams';
import type { OperationRun } from '../shared/operation';
import { rawItems, shown, unifiedRows } from '../shared/output';

/** As unified comments. @param ticket with its event log */
export function entryRows(run: OperationRun, ticket: JsonObject): IDataObject[] {
  return unifiedRows(run, [ticket], { stream: events, kind: 'comments' });
}

/** As the user wants to see them. @param ticket with its event log */
export function entryItems(run: OperationRun, ticket: JsonObject): IDataObject[] {
  const isRaw = run.given.choice('output') === 'raw';
  return isRaw
    ? rawItems(run, arrayAt(ticket, 'event_log'))
    : shown(run, [ticket], { stream: events, kind: 'comments' });
}
