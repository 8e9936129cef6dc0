/** Records of Deskpro as items, with the names that an answer leaves out. */
import type { IDataObject } from 'n8n-workflow';
import { agent, attachment, comment, department, organization, person, ticket } from '../../vendors/deskpro/operations';
import type { Json } from '../../vendors/json';
import type { OperationRun } from '../shared/operation';
import { formatRecord, formatRecords, type Unifier } from '../shared/output';

/** Fields of tickets whose names stand in lists of their own. */
const NAMED_IN_TICKETS = ['queue', 'team', 'ticket_type', 'assignee_name', 'custom_fields'];

/**
 * A list of tickets with the names that its answers bring. The other names are asked for where the user wants them:
 * as an option, or by choosing such a field.
 */
export async function ticketItems(run: OperationRun, records: readonly Json[]): Promise<IDataObject[]> {
  const isAsked = isChosen(run, NAMED_IN_TICKETS) ?? run.parameters.collection('options').isOn('includeNames');
  return formatRecords(run, records, await tickets(run, records, isAsked));
}

/** One ticket, with all names: the answer to a write brings none, and the lists are asked once for all items. */
export async function ticketItem(run: OperationRun, record: Json): Promise<IDataObject[]> {
  return formatRecord(run, record, await tickets(run, [record], isChosen(run, NAMED_IN_TICKETS) ?? true));
}

async function tickets(run: OperationRun, records: readonly Json[], isNamed: boolean): Promise<Unifier> {
  const nameOf = isNamed ? await ticket.namesOf(run.call, records) : undefined;
  return { stream: ticket.many.stream, kind: 'tickets', nameOf };
}

export async function commentItems(
  run: OperationRun,
  ticketId: string,
  records: readonly Json[],
): Promise<IDataObject[]> {
  return formatRecords(run, records, await comments(run, ticketId, records));
}

export async function commentItem(run: OperationRun, ticketId: string, record: Json): Promise<IDataObject[]> {
  return formatRecord(run, record, await comments(run, ticketId, [record]));
}

async function comments(run: OperationRun, ticketId: string, records: readonly Json[]): Promise<Unifier> {
  const nameOf = (isChosen(run, ['author_name']) ?? true) ? await comment.namesOf(run.call, records) : undefined;
  return { stream: comment.many.stream, kind: 'comments', slice: comment.many.slice(ticketId), nameOf };
}

/** Whether a field will be looked at: names that nobody sees are not asked for. undefined: all fields will be. */
function isChosen({ parameters }: OperationRun, fields: readonly string[]): boolean | undefined {
  const output = parameters.choice('output');
  if (output !== 'selected') return output === 'raw' ? false : undefined;
  const chosen = parameters.choices('fields');
  return fields.some((field) => chosen.includes(field));
}

export function attachmentsOf(ticketId: string): Unifier {
  return { stream: attachment.many.stream, kind: 'attachments', slice: attachment.many.slice(ticketId) };
}

export const PEOPLE: Unifier = { stream: person.many.stream, kind: 'people' };
export const AGENTS: Unifier = { stream: agent.many.stream, kind: 'people' };
export const ORGANIZATIONS: Unifier = { stream: organization.many.stream, kind: 'names' };
export const DEPARTMENTS: Unifier = { stream: department.many.stream, kind: 'queues' };
