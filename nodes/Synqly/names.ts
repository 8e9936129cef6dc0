/** Names of projects, which tickets carry by their ID only. */
import type { INodeProperties } from 'n8n-workflow';
import { listedProjects } from '../../vendors/synqly/operations';
import { tickets } from '../../vendors/synqly/streams/ticket-pages';
import { flag } from '../shared/fields';
import type { OperationRun } from '../shared/operation';
import type { Unifier } from '../shared/output';

export const INCLUDE_NAMES: INodeProperties = flag(
  'Include Names',
  'includeNames',
  false,
  'Whether to look up the names of the projects of tickets, at the cost of a request',
);

/** Tickets as rows, with the names of their projects where the user wants them. */
export async function ticketRows(run: OperationRun): Promise<Unifier> {
  if (!run.parameters.collection('options').isOn('includeNames')) return { stream: tickets, kind: 'tickets' };
  const names = new Map((await listedProjects(run.call)).map(({ id, name }) => [id, name]));
  return {
    stream: tickets,
    kind: 'tickets',
    nameOf: (kind, id) => (kind === 'queue' ? (names.get(id) ?? null) : null),
  };
}
