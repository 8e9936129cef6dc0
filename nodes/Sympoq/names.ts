/** Names of queues, topics and agents, which tickets carry by their ID only. */
import type { INodeProperties } from 'n8n-workflow';
import { namesOf } from '../../vendors/sympoq/operations';
import { tickets } from '../../vendors/sympoq/streams';
import { flag } from '../shared/fields';
import type { OperationRun } from '../shared/operation';
import type { Unifier } from '../shared/output';
import { pathsOf } from './parameters';

export const INCLUDE_NAMES: INodeProperties = flag(
  'Include Names',
  'includeNames',
  false,
  "Whether to look up the names of queues, topics, agents and channels, at the cost of some requests. Those of queues and topics need an Administrator's key.",
);

/** Tickets as rows, with names where the user wants them. */
export async function ticketRows(run: OperationRun): Promise<Unifier> {
  if (!run.parameters.collection('options').isOn('includeNames')) return { stream: tickets, kind: 'tickets' };
  return { stream: tickets, kind: 'tickets', nameOf: await namesOf(run.call, pathsOf(run)) };
}
