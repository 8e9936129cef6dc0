/** Labels of options and the present names of agents, which stand in the instance. */
import type { INodeProperties } from 'n8n-workflow';
import { instance } from '../../vendors/teamswork/operations';
import { tickets } from '../../vendors/teamswork/streams/tickets';
import { flag } from '../shared/fields';
import type { OperationRun } from '../shared/operation';
import type { Unifier } from '../shared/output';

export const INCLUDE_NAMES: INodeProperties = flag(
  'Include Names',
  'includeNames',
  false,
  'Whether to look up the labels of options of custom fields and the present names of agents, at the cost of a request',
);

/** Tickets as rows, with names where the user wants them. */
export async function ticketRows(run: OperationRun): Promise<Unifier> {
  if (!run.parameters.collection('options').isOn('includeNames')) return { stream: tickets, kind: 'tickets' };
  const { assignees, customFields } = instance.summary(await instance.get(run.call));
  const names = new Map<string, string>([
    ...assignees.map(({ id, name }) => [`person ${id}`, name] as const),
    ...customFields.flatMap(({ id, options }) =>
      options.map(({ key, text }) => [`option ${id}/${key}`, text] as const),
    ),
  ]);
  return { stream: tickets, kind: 'tickets', nameOf: (kind, id) => names.get(`${kind} ${id}`) || null };
}
