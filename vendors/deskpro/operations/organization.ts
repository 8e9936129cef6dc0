import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { isObject } from '../../json';
import { fold } from '../../text';
import { idIn } from '../envelope';
import { LARGEST_PAGE, listIn } from '../streams/pages';
import {
  createOrganization,
  deleteOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
} from '../requests';
import { titleOf } from '../unify/person';
import { bodyOf, changeOf } from './body';
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
  return create(call, (verb) => createOrganization(bodyOf(input), verb), getOrganization, verbs);
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
  const body = changeOf(input);
  return update(
    call,
    (verb) => updateOrganization(id, body, verb),
    verbs,
    () => getOne(call, id),
  );
}

export async function deleteOne(call: Call, id: string): Promise<JsonObject> {
  return remove(call, deleteOrganization(id));
}

/**
 * @param requested an id or the name
 * @throws VendorError bad_input when none or several have the name
 */
export async function idNamed(call: Call, requested: string): Promise<string> {
  const name = requested.trim();
  if (/^\d+$/.test(name)) return name;
  const asked = listOrganizations({ page: 1, count: LARGEST_PAGE }, [['name', name]]);
  const { records } = listIn(await call(asked), 'organizations');
  const ids = records
    .filter(isObject)
    .flatMap((row) => (fold(titleOf(row) ?? '') === fold(name) ? (idIn(row.id) ?? []) : []));
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  throw new VendorError({
    code: 'bad_input',
    message: id === undefined ? `Deskpro has no organization "${name}"` : `Several organizations are called "${name}"`,
    remedy: id === undefined ? 'Give its whole name, or its ID.' : `Give the ID of one of: ${ids.join(', ')}.`,
  });
}
