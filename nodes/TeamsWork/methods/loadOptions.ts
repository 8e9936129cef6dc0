/** Choices that the instance defines. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { asText, isObject } from '../../../vendors/json';
import { attachment, instance, status, tag } from '../../../vendors/teamswork/operations';
import { personOf } from '../../../vendors/teamswork/unify/person';
import { locatedInEditor } from '../../shared/locator';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { byName } from '../../shared/operation';
import { TEAMSWORK } from '../service';

export async function getAssignees(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const people = (await instance.assignees(call)).flatMap((record) => personOf(record) ?? []);
  return people
    .map(({ person_id, name, email }) => ({
      name: name ?? email ?? person_id,
      value: person_id,
      ...(email === null ? {} : { description: email }),
    }))
    .sort(byName);
}

/** All statuses; once a ticket is picked, those that its workflow allows next. */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const ticketId = locatedInEditor(this, 'ticketId');
  const states = await status.list(call, ticketId === '' ? undefined : ticketId);
  return states.filter(({ is_next }) => is_next !== false).map(({ id, label }) => ({ name: label, value: id }));
}

export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const usable = (await tag.list(call)).filter(({ is_deleted }) => !is_deleted);
  const texts = new Map(usable.map(({ text, category }) => [text, category]));
  return [...texts]
    .map(([text, category]) => ({ name: text, value: text, ...(category === null ? {} : { description: category }) }))
    .sort(byName);
}

export async function getTagCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const usable = (await tag.list(call)).filter(({ is_deleted }) => !is_deleted);
  const categories = new Map(usable.map(({ tagCategoryId, category }) => [tagCategoryId, category ?? tagCategoryId]));
  return [...categories].map(([value, name]) => ({ name, value })).sort(byName);
}

/** Attachments of the ticket that was picked. */
export async function getAttachments(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const ticketId = locatedInEditor(this, 'ticketId');
  if (ticketId === '') return [];
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const files = (await attachment.list(call, ticketId)).filter(isObject);
  return files.map((file) => ({
    name: asText(file['filename']) ?? asText(file['caption']) ?? 'Unnamed',
    value: asText(file['id']) ?? '',
  }));
}
