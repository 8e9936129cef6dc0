/** Notific's nearest thing to tags: the services that a customer wants to hear of. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { idOf, member, spelling } from '../members';
import { ownId } from './directory';
import { changeOne, readAll, readOne } from './record';
import { serviceIdIn } from './services';

/** The list is described in words only; these are the names that it may have. */
const LISTS = ['Services', 'ServiceIds', 'InterestedServices', 'Subscriptions'];

export interface TagInput {
  customerId: string;
  /** Ids or names of services. */
  services: readonly string[];
}

/** @returns all services, or those of one customer */
export async function getAll(call: Call, input: { customerId?: string } = {}): Promise<JsonObject[]> {
  const services = await readAll(call, 'service');
  if (input.customerId === undefined) return services;
  const chosen = new Set(chosenIds(await readOne(call, 'customer', ownId('customer', input.customerId))));
  return services.filter((service) => chosen.has(idOf(service) ?? ''));
}

/** @returns the customer, read again */
export async function add(call: Call, input: TagInput): Promise<JsonObject> {
  return change(call, input, (present, requested) => [...present, ...requested.filter((id) => !present.includes(id))]);
}

/** @returns the customer, read again */
export async function remove(call: Call, input: TagInput): Promise<JsonObject> {
  return change(call, input, (present, requested) => present.filter((id) => !requested.includes(id)));
}

async function change(
  call: Call,
  input: TagInput,
  next: (present: string[], requestedIds: string[]) => string[],
): Promise<JsonObject> {
  const services = await readAll(call, 'service');
  const requestedIds = input.services.map((text) => serviceIdIn(text, services));
  const customerId = ownId('customer', input.customerId);
  const before = await readOne(call, 'customer', customerId);
  const name = listName(before);
  const present = chosenIds(before);
  const nextIds = next(present, requestedIds);
  if (nextIds.length === present.length) return before;
  const kept = new Map(listIn(before, name).map((item) => [idIn(item), item]));
  const likes = await sampleItem(call, before, name);
  const items = nextIds.map((id) => kept.get(id) ?? newItem(id, name, likes, services));
  const after = await changeOne(call, 'customer', customerId, { changes: { [name]: items } });
  if (sameSet(chosenIds(after), nextIds)) return after;
  throw new VendorError({
    code: 'refused_by_service',
    message: "Notific accepted the request but the customer's services are not as asked",
    remedy: 'Look at the customer in Notific. This installation may write the list in another way.',
  });
}

function listName(customer: JsonObject): string {
  const name = spelling(customer, LISTS);
  if (name !== undefined) return name;
  throw new VendorError({
    code: 'unsupported',
    message: 'The customer has no list of services under a name that is known here',
    remedy: `Change it with Customer: Update, by the name that this installation uses (known: ${LISTS.join(', ')}).`,
  });
}

/** Ids of the services that a customer wants to hear of. */
export function chosenIds(customer: JsonObject): string[] {
  return listIn(customer, listName(customer))
    .map(idIn)
    .filter((id) => id !== null);
}

function listIn(customer: JsonObject, name: string): Json[] {
  const list = customer[name];
  return Array.isArray(list) ? list : [];
}

/** Items are ids, or records with one. */
function idIn(item: Json): string | null {
  return isObject(item) ? (idOf(item) ?? asText(member(item, 'ServiceId'))) : asText(item);
}

/** An item of this or another customer shows how the list is written; null: nobody has one. */
async function sampleItem(call: Call, customer: JsonObject, name: string): Promise<Json> {
  const own = listIn(customer, name)[0];
  if (own !== undefined) return own;
  const others = await readAll(call, 'customer');
  return others.flatMap((other) => listIn(other, spelling(other, [name]) ?? name))[0] ?? null;
}

function newItem(id: string, name: string, likes: Json, services: readonly JsonObject[]): Json {
  const service = services.find((candidate) => idOf(candidate) === id) ?? { Id: id };
  const ownId = member(service, 'Id') ?? id;
  if (isObject(likes))
    return idOf(likes) === null && spelling(likes, ['ServiceId'])
      ? { [spelling(likes, ['ServiceId']) ?? 'ServiceId']: ownId }
      : service;
  return likes === null && !/ids$/i.test(name) ? service : ownId;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set(a).size === new Set(b).size && b.every((id) => a.includes(id));
}
