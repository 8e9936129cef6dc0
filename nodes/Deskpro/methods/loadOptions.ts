/** Choices that the helpdesk defines. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { KnownStatus, Lookup } from '../../../vendors/deskpro/operations';
import { attachment, lookup, status, tag, ticket } from '../../../vendors/deskpro/operations';
import { NO_SETTINGS, collect } from '../../shared/list';
import { locatedInEditor } from '../../shared/locator';
import { byName } from '../../shared/operation';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { DESKPRO } from '../service';
import { fileChoice } from './choices';

/** More than people scroll through. */
const MOST_TAGS = 1000;
const MOST_FILES = 200;

async function chosenFrom(context: ILoadOptionsFunctions, kind: Lookup): Promise<INodePropertyOptions[]> {
  const { call } = await connect(context, DESKPRO, EDITOR_POLICY);
  const choices = await lookup.choices(call, kind);
  return choices
    .map(({ id, name, email }) => ({ name, value: id, ...(email === null ? {} : { description: email }) }))
    .sort(byName);
}

export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'agents');
}

export async function getTeams(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'agent_teams');
}

export async function getDepartments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'departments');
}

export async function getCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'categories');
}

export async function getPriorities(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'priorities');
}

export async function getProducts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'products');
}

export async function getWorkflows(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'workflows');
}

export async function getLanguages(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'languages');
}

export async function getBrands(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'brands');
}

export async function getSlas(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'slas');
}

export async function getStars(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'stars');
}

export async function getUserGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return chosenFrom(this, 'user_groups');
}

/** Statuses that a ticket can be given. */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await statuses(this)).filter(({ status_group }) => status_group !== 'deleted').map(statusChoice);
}

/** Statuses that a ticket can have, deleted ones too. */
export async function getAllStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await statuses(this)).map(statusChoice);
}

async function statuses(context: ILoadOptionsFunctions): Promise<KnownStatus[]> {
  const { call } = await connect(context, DESKPRO, EDITOR_POLICY);
  return status.list(call);
}

function statusChoice({ status: code, name }: KnownStatus): INodePropertyOptions {
  return { name, value: code, description: code };
}

export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, DESKPRO, EDITOR_POLICY);
  const paging = { settings: NO_SETTINGS, queueIds: [] };
  const records = await collect(tag.many.stream, [tag.many.slice()], call, paging, MOST_TAGS);
  const texts = records.flatMap((record) => tag.textOf(record) ?? []);
  return [...new Set(texts)].map((text) => ({ name: text, value: text })).sort(byName);
}

/** Files of the ticket that was picked. */
export async function getAttachments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const picked = locatedInEditor(this, 'ticketId');
  if (picked === '') return [];
  const { call } = await connect(this, DESKPRO, EDITOR_POLICY);
  const slice = attachment.many.slice(await ticket.idFrom(call, picked));
  const paging = { settings: NO_SETTINGS, queueIds: [] };
  const records = await collect(attachment.many.stream, [slice], call, paging, MOST_FILES);
  return records.flatMap((record) => fileChoice(record) ?? []).sort(byName);
}
