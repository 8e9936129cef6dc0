import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { createOrganization, deleteOrganization, getOrganization, updateOrganization } from '../requests';
import { bodyOf } from './body';
import type { Verbs } from './write';
import { create, get, remove, update } from './write';

export type OrganizationFields = {
  name?: string;
  summary?: string;
  email_domains?: string[];
  labels?: string[];
  /** By field id or alias. */
  fields?: JsonObject;
};

export async function createOne(
  call: Call,
  input: OrganizationFields & { name: string },
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return create(call, (verb) => createOrganization(bodyOf(input), verb), verbs);
}

export async function getOne(call: Call, id: string): Promise<JsonObject> {
  return get(call, getOrganization(id));
}

export async function updateOne(
  call: Call,
  id: string,
  input: OrganizationFields,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return update(call, (verb) => updateOrganization(id, bodyOf(input), verb), verbs, getOrganization(id));
}

export async function deleteOne(call: Call, id: string): Promise<JsonObject> {
  return remove(call, deleteOrganization(id));
}
