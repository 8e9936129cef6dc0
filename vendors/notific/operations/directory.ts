/** Customers, services and operators: the same five operations each. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { isObject } from '../../json';
import { withoutSecrets } from '../../redact';
import type { Resource } from '../endpoints';
import { shownOperator } from '../unify';
import { changeOne, createOne, readAll, readOne, removeOne } from './record';

export interface Directory {
  create(call: Call, input: { record: JsonObject }): Promise<JsonObject>;
  get(call: Call, input: { id: string }): Promise<JsonObject>;
  getAll(call: Call): Promise<JsonObject[]>;
  /** @throws VendorError conflict when an expected value does not stand any more */
  update(call: Call, input: { id: string; changes: JsonObject; expected?: JsonObject }): Promise<JsonObject>;
  /** `delete` is a reserved word. */
  remove(call: Call, input: { id: string }): Promise<void>;
}

/** Of operators only name, e-mail and state are handed on: what else they have may be a secret. */
function directory(resource: Exclude<Resource, 'ticket'>): Directory {
  const shown = (record: JsonObject): JsonObject => {
    const safe = resource === 'operator' ? shownOperator(record) : withoutSecrets(record);
    return isObject(safe) ? safe : {};
  };
  return {
    create: async (call, { record }) => shown(await createOne(call, resource, record)),
    get: async (call, { id }) => shown(await readOne(call, resource, id)),
    getAll: async (call) => (await readAll(call, resource)).map(shown),
    update: async (call, { id, changes, expected }) =>
      shown(await changeOne(call, resource, id, { changes, expected })),
    remove: async (call, { id }) => removeOne(call, resource, id),
  };
}

export const customer = directory('customer');
export const service = directory('service');
export const operator = directory('operator');
