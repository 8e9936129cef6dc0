/** What the simulator keeps beside the world: what only this service knows. */
import type { InstanceContext } from '../service';
import type { World, WorldPriority } from '../world/world';

export interface Office extends InstanceContext {
  /** By ticket index: how it ended, in the words of the last change of status. */
  endings: Map<number, { resolution: string | null; comment: string | null }>;
  /** Ids of people as writes gave them, by the person's number. */
  givenIds: Map<number, string>;
  /** Tags added to the one category by writes. */
  newTags: Set<string>;
  /** Uploads by the id of their activity: the only ids whose attachments can be asked for. */
  uploads: Map<string, { ticket: number; attachments: readonly number[] }>;
  /** When a ticket was last updated, by its index. */
  updatedAt(index: number): number;
  /** Links by attachment id: they have an address of their own. */
  links: Map<number, string>;
}

export function openOffice(instance: InstanceContext): Office {
  return {
    world: instance.world,
    keys: instance.keys,
    fault: (kind, endpoint) => instance.fault(kind, endpoint),
    origin: () => instance.origin(),
    random: () => instance.random(),
    endings: new Map(),
    givenIds: new Map(),
    newTags: new Set(),
    uploads: new Map(),
    updatedAt: updateTimes(instance.world),
    links: new Map(),
  };
}

export const PRIORITIES: Readonly<Record<WorldPriority, string>> = {
  low: 'Low',
  normal: 'Medium',
  high: 'Important',
  urgent: 'Urgent',
};

export function priorityNamed(name: unknown): WorldPriority | undefined {
  const entry = Object.entries(PRIORITIES).find(([, label]) => label.toLowerCase() === String(name).toLowerCase());
  return entry?.[0] as WorldPriority | undefined;
}

/**
 * When each ticket was last updated, looked up once: a filter by it must not compute a million tickets every time.
 * @returns epoch milliseconds by ticket index; -Infinity for a ticket that is gone
 */
function updateTimes(world: World): (index: number) => number {
  let times = new Float64Array(0);
  let read = 0;
  return (index) => {
    if (times.length < world.size) {
      const longer = new Float64Array(world.size).fill(Number.NaN);
      longer.set(times);
      times = longer;
    }
    for (; read < world.touched.length; read += 1) times[world.touched[read] ?? 0] = Number.NaN;
    const known = times[index] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    return (times[index] = world.ticket(index)?.updatedAt ?? -Infinity);
  };
}
