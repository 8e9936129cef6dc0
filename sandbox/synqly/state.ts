/** The state of the simulator beside the world: words and members that only Synqly has. */
import type { InstanceContext } from '../service';
import type { World, WorldPerson, WorldStatus, WorldTicket } from '../world/world';
import type { Deliveries } from './deliveries';
import type { Json } from './answers';

/** What was written through Synqly and has no place in the world. */
export interface Extra {
  /** The status as written, while the world's status is still the one that it meant. */
  statusWord?: { word: string; means: WorldStatus };
  priorityWord?: { word: string; means: string };
  summary?: string;
  creator?: string | null;
  contact?: string | null;
  completion?: string | null;
  parent?: string | null;
  custom?: Record<string, Json>;
  touchedAt?: number;
}

export interface SynqlyState {
  instance: InstanceContext;
  world: World;
  extras: Map<number, Extra>;
  /** Titles of notes that were patched, by comment id. */
  titles: Map<number, string>;
  deliveries: Deliveries;
}

/** Ids carry a slash, as some providers' do: a client has to encode them. */
export const ticketIdOf = ({ id }: WorldTicket): string => `TKT/${id}`;

/** A ticket that Synqly shows: deleted ones are gone. */
export function ticketBy(world: World, id: string): WorldTicket | undefined {
  const number = /^TKT\/(\d{1,9})$/.exec(id)?.[1];
  return number === undefined ? undefined : visible(world, Number(number) - 1);
}

export function visible(world: World, index: number): WorldTicket | undefined {
  const ticket = world.ticket(index);
  return ticket === undefined || ticket.status === 'deleted' ? undefined : ticket;
}

export function extraOf({ extras }: SynqlyState, index: number): Extra {
  const known = extras.get(index);
  if (known) return known;
  const extra: Extra = {};
  extras.set(index, extra);
  return extra;
}

export const projectIdOf = (queue: number): string => `P${queue}`;

export function queueBy(world: World, project: string): number | undefined {
  return world.queues().find(({ id, name }) => projectIdOf(id) === project || name === project)?.id;
}

/** The person that a text names, added when nobody is called so. */
export function personFor(world: World, text: string, isAgent: boolean): WorldPerson {
  const folded = text.trim().toLowerCase();
  const known = world
    .people()
    .find(({ email, name }) => email.toLowerCase() === folded || name.toLowerCase() === folded);
  return (
    known ??
    world.addPerson({
      name: text.trim(),
      email: text.includes('@') ? text.trim() : '',
      isAgent,
      isActive: true,
      organization: null,
      team: null,
      timeZone: 'UTC',
    })
  );
}
