/** Names of services, which tickets carry by their ID only. */
import type { INodeProperties } from 'n8n-workflow';
import { service } from '../../vendors/notific/operations';
import { idOf, member } from '../../vendors/notific/members';
import { tickets } from '../../vendors/notific/streams';
import { asText } from '../../vendors/json';
import { flag, options } from '../shared/fields';
import type { OperationRun } from '../shared/operation';
import type { Unifier } from '../shared/output';

const INCLUDE_NAMES: INodeProperties = flag(
  'Include Service Name',
  'includeNames',
  false,
  'Whether to look up the names of the services of tickets, at the cost of a request',
);

export const READ_OPTIONS: INodeProperties = options([INCLUDE_NAMES]);

/** Tickets as rows, with the names of their services where the user wants them. */
export async function ticketRows(run: OperationRun): Promise<Unifier> {
  if (!run.parameters.collection('options').isOn('includeNames')) return { stream: tickets, kind: 'tickets' };
  const services = await service.getAll(run.call);
  const names = new Map(services.map((record) => [idOf(record), asText(member(record, 'Name'))]));
  return {
    stream: tickets,
    kind: 'tickets',
    nameOf: (kind, id) => (kind === 'queue' ? (names.get(id) ?? null) : null),
  };
}
