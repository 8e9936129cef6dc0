/** The helpdesk behind the simulator: the world, and what Deskpro keeps that the world has no place for. */
import type { InstanceContext } from '../service';
import type { World, WorldPerson, WorldTicket } from '../world/world';
import type { JsonObject } from './json';
import { createTicketIndex, type TicketIndex } from './ticket-index';

export interface Blob {
  id: number;
  auth: string;
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
}

export interface DeskproState {
  instance: InstanceContext;
  world: World;
  index: TicketIndex;
  /** Members of a ticket that were written and that the world has no place for: urgency, is_hold, language … */
  extras: Map<number, JsonObject>;
  /** Records of a ticket's participants, SLAs, follow-ups, charges: by `<ticket id>/<kind>`. */
  parts: Map<string, JsonObject[]>;
  /** Uploaded files that hang on nothing yet, by blob_auth. */
  blobs: Map<string, Blob>;
  /** Ticket ids that are locked, with the agent's id. */
  locks: Map<number, number>;
  /** Members of people and organizations that the world has no place for, by `person/<id>`. */
  profiles: Map<string, JsonObject>;
  /** What was created when, to refuse an equal one shortly after. */
  recent: Map<string, number>;
  nextId(): number;
}

export function createState(instance: InstanceContext): DeskproState {
  let lastId = 0;
  return {
    instance,
    world: instance.world,
    index: createTicketIndex(instance.world),
    extras: new Map(),
    parts: new Map(),
    blobs: new Map(),
    locks: new Map(),
    profiles: new Map(),
    recent: new Map(),
    nextId: () => ++lastId,
  };
}

/** Who asks: a superuser key sees all, a normal key what its one agent may see. */
export interface Caller {
  person: WorldPerson | undefined;
  /** The only department that it sees; null: all. */
  department: number | null;
}

export function callerOf(state: DeskproState, isFull: boolean): Caller {
  const person = state.world.people().find(({ isAgent, isActive }) => isAgent && isActive);
  return { person, department: isFull ? null : (state.world.queues()[0]?.id ?? 0) };
}

export function sees(caller: Caller, ticket: WorldTicket): boolean {
  return caller.department === null || ticket.queue === caller.department;
}

const DUPLICATE_MS = 300_000;

/** Whether an equal thing was created shortly before. */
export function isRepeated(state: DeskproState, fingerprint: string): boolean {
  const before = state.recent.get(fingerprint);
  const now = state.world.now();
  state.recent.set(fingerprint, now);
  return before !== undefined && now - before < DUPLICATE_MS;
}
