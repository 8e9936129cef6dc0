/** Customers, services and operators: the same five operations each. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { isObject } from '../../json';
import { withoutSecrets } from '../../redact';
import type { Resource } from '../endpoints';
import { overlay, spelling, styled } from '../members';
import { MAILS, NAMES, visibleOperator } from '../unify/ticket';
import { changeOne, createOne, readAll, readOne, removeOne } from './record';

/** What every installation has, by names that the page says in words only. */
export interface KnownMembers {
  name?: string;
  email?: string;
  cellPhone?: string;
  isActive?: boolean;
}

/** The names that they may have; the first one is used where no record shows another. */
const SPELLINGS: Readonly<Record<keyof KnownMembers, readonly string[]>> = {
  name: NAMES,
  email: MAILS,
  cellPhone: ['CellPhone', 'CellPhoneNumber', 'MobilePhone', 'Mobile', 'PhoneNumber', 'Phone'],
  isActive: ['IsActive', 'Active'],
};

export interface Directory {
  /** @param input record: members by Notific's names; they win over the known ones */
  create(call: Call, input: { known?: KnownMembers; record?: JsonObject }): Promise<JsonObject>;
  get(call: Call, input: { id: string }): Promise<JsonObject>;
  getAll(call: Call): Promise<JsonObject[]>;
  /** @throws VendorError conflict when an expected value does not stand any more */
  update(
    call: Call,
    input: { id: string; known?: KnownMembers; changes?: JsonObject; expected?: JsonObject },
  ): Promise<JsonObject>;
  /** `delete` is a reserved word. */
  remove(call: Call, input: { id: string }): Promise<void>;
}

/** Of operators only name, e-mail and state are handed on: what else they have may be a secret. */
function directory(resource: Exclude<Resource, 'ticket'>): Directory {
  const visible = (record: JsonObject): JsonObject => {
    const safe = resource === 'operator' ? visibleOperator(record) : withoutSecrets(record);
    return isObject(safe) ? safe : {};
  };
  return {
    create: async (call, { known = {}, record = {} }) => {
      const [like = {}] = isEmpty(known) ? [] : await readAll(call, resource);
      return visible(await createOne(call, resource, overlay(membersOf(known, like), record)));
    },
    get: async (call, { id }) => visible(await readOne(call, resource, ownId(resource, id))),
    getAll: async (call) => (await readAll(call, resource)).map(visible),
    update: async (call, { id, known = {}, changes = {}, expected }) => {
      const all = (before: JsonObject) => overlay(membersOf(known, before), changes);
      return visible(await changeOne(call, resource, ownId(resource, id), { changes: all, expected }));
    },
    remove: async (call, { id }) => removeOne(call, resource, ownId(resource, id)),
  };
}

/** Ids as Notific has them, also where one of the unified model is given: `customer-17`. */
export function ownId(resource: Resource, id: string): string {
  const prefix = `${resource}-`;
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

/** @param like a record that shows how this installation names its members */
function membersOf(known: KnownMembers, like: JsonObject): JsonObject {
  const members: JsonObject = {};
  for (const [field, names] of Object.entries(SPELLINGS) as Array<[keyof KnownMembers, readonly string[]]>) {
    const value = known[field];
    if (value !== undefined) members[spelling(like, names) ?? styled(names[0] ?? field, like)] = value;
  }
  return members;
}

const isEmpty = (known: KnownMembers): boolean => Object.values(known).every((value) => value === undefined);

export const customer = directory('customer');
export const service = directory('service');
export const operator = directory('operator');
