/** Tickets of which the service was asked for some fields only. */
import type { IDataObject } from 'n8n-workflow';
import type { Json } from '../../../../vendors/json';
import { asText, isObject } from '../../../../vendors/json';
import { wordGroup } from '../../../../vendors/teamswork/unify/status';

/**
 * Leaves out whether a ticket is open where its record cannot tell: the status was not asked for, or is a word of
 * the customer's own workflow, and what counts as resolved cannot be selected.
 */
export function withoutGuesses(record: Json, items: readonly IDataObject[]): IDataObject[] {
  return items.map((item) => (tellsGroup(record) ? item : withoutGroup(item)));
}

function tellsGroup(record: Json): boolean {
  if (!isObject(record)) return true;
  const status = asText(record['status'])?.trim() ?? '';
  return wordGroup(status) !== null || (status !== '' && record['resolvedStatus'] !== undefined);
}

const GROUP: readonly string[] = ['is_open', 'status_group'];

function withoutGroup(item: IDataObject): IDataObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !GROUP.includes(name)));
}
