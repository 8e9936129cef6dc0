/** The faults that are waiting to strike. */
import { FAULT_KINDS, type Fault, type FaultKind } from '../service';

/** What is asked for; what is left out has the defaults of Fault. */
export type FaultOrder = Pick<Fault, 'service' | 'kind'> & Partial<Fault>;
export type QueuedFault = Fault & { id: number; struck: number };

export interface FaultQueue {
  add(order: FaultOrder): QueuedFault;
  /** Takes one strike of the oldest waiting fault of these kinds; undefined when none is due. */
  take(service: string, endpoint: string, kinds: readonly FaultKind[]): Fault | undefined;
  /** Those that may still strike, and those that are spent. */
  list(): QueuedFault[];
  /** All, or those of one service. */
  clear(service?: string): void;
}

/** Made by the sandbox itself around any service; all others are made by a service in its own lists. */
export const HTTP_FAULTS: readonly FaultKind[] = FAULT_KINDS.slice(0, FAULT_KINDS.indexOf('duplicate_rows'));

export function createFaultQueue(): FaultQueue {
  let queue: QueuedFault[] = [];
  let lastId = 0;
  const isSpent = (fault: QueuedFault): boolean => fault.times >= 0 && fault.struck >= fault.times;

  return {
    add: (order) => {
      const fault: QueuedFault = { times: 1, after: 0, options: {}, ...order, id: ++lastId, struck: 0 };
      queue.push(fault);
      return { ...fault };
    },
    take: (service, endpoint, kinds) => {
      for (const fault of queue) {
        if (fault.service !== service || !kinds.includes(fault.kind) || isSpent(fault)) continue;
        if (fault.endpoint !== undefined && fault.endpoint !== endpoint) continue;
        if (fault.after > 0) {
          fault.after--;
          continue;
        }
        fault.struck++;
        return { ...fault };
      }
      return undefined;
    },
    list: () => queue.map((fault) => ({ ...fault })),
    clear: (service) => {
      queue = service === undefined ? [] : queue.filter((fault) => fault.service !== service);
    },
  };
}
