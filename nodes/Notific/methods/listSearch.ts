/** Lists to pick from. Notific gives them whole: they are searched and paged here. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { JsonObject } from '../../../vendors/json';
import { asText } from '../../../vendors/json';
import { idOf, member } from '../../../vendors/notific/members';
import { customer, operator, service, ticket } from '../../../vendors/notific/operations';
import { mailIn, nameIn } from '../../../vendors/notific/unify/ticket';
import { tickets } from '../../../vendors/notific/streams';
import type { Call } from '../../../vendors/http';
import { listedWhole } from '../../shared/locator';
import { ticketChoices } from '../../shared/ticket-choices';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { NOTIFIC } from '../service';

/** Newest first. */
export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, NOTIFIC, EDITOR_POLICY);
  const newest = (await ticket.getAll(call)).toReversed();
  return listedWhole(ticketChoices({ access }, newest, tickets), filter, paginationToken);
}

export async function searchCustomers(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return people(this, customer.getAll, filter, paginationToken);
}

export async function searchOperators(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return people(this, operator.getAll, filter, paginationToken);
}

export async function searchServices(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(this, NOTIFIC, EDITOR_POLICY);
  const services = await service.getAll(call);
  return listedWhole(
    services.map((record) => choice(record, serviceName)),
    filter,
    paginationToken,
  );
}

async function people(
  context: ILoadOptionsFunctions,
  getAll: (call: Call) => Promise<JsonObject[]>,
  filter: string | undefined,
  token: string | undefined,
): Promise<INodeListSearchResult> {
  const { call } = await connect(context, NOTIFIC, EDITOR_POLICY);
  return listedWhole(
    (await getAll(call)).map((record) => choice(record, personName)),
    filter,
    token,
  );
}

function choice(record: JsonObject, nameIn: (record: JsonObject) => string | null): { name: string; id: string } {
  const id = idOf(record) ?? '';
  return { name: nameIn(record) ?? id, id };
}

function serviceName(record: JsonObject): string | null {
  return asText(member(record, 'Name'));
}

function personName(record: JsonObject): string | null {
  const [name, email] = [asText(nameIn(record)), asText(mailIn(record))];
  return name !== null && email !== null ? `${name} (${email})` : (name ?? email);
}
