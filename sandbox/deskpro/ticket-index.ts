/**
 * What lists ask of every ticket, eighteen bytes each. It is made once, by a walk over the world, and kept up to date
 * by what was written since, so that a page of a million tickets costs a look at numbers.
 */
import type { World, WorldStatus, WorldTicket } from '../world/world';

export const STATUS_CODES = ['awaiting_agent', 'awaiting_user', 'pending', 'resolved', 'archived', 'hidden'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

const CODE_OF: Readonly<Record<WorldStatus, StatusCode>> = {
  new: 'awaiting_agent',
  open: 'awaiting_agent',
  pending: 'awaiting_user',
  on_hold: 'pending',
  solved: 'resolved',
  closed: 'archived',
  deleted: 'hidden',
};

export function statusCode(ticket: WorldTicket): StatusCode {
  return CODE_OF[ticket.status];
}

/** Of a purged or merged ticket: in no list. */
const GONE = -1;

export interface TicketRow {
  status: StatusCode;
  department: number;
  createdAt: number;
  updatedAt: number;
}

export interface TicketIndex {
  /** Indexes of the tickets in lists for which it holds, in order of their ids. */
  select(holds: (row: TicketRow) => boolean): Int32Array;
  updatedAt(index: number): number;
  labels(): string[];
}

export function createTicketIndex(world: World): TicketIndex {
  let status = new Int8Array(0);
  let department = new Uint8Array(0);
  let createdAt = new Float64Array(0);
  let updatedAt = new Float64Array(0);
  const labels = new Set<string>();
  let size = 0;
  let read = 0;

  const note = (index: number): void => {
    const ticket = world.ticket(index);
    status[index] =
      ticket === undefined || ticket.mergedInto !== null ? GONE : STATUS_CODES.indexOf(statusCode(ticket));
    department[index] = ticket?.queue ?? 0;
    createdAt[index] = ticket?.createdAt ?? 0;
    updatedAt[index] = ticket?.updatedAt ?? 0;
    for (const label of ticket?.tags ?? []) labels.add(label);
  };

  const grow = (): void => {
    if (world.size > status.length) {
      const room = Math.max(world.size, Math.ceil(status.length * 1.5));
      const larger = <Kind extends Int8Array | Uint8Array | Float64Array>(from: Kind, to: Kind): Kind => {
        to.set(from);
        return to;
      };
      status = larger(status, new Int8Array(room));
      department = larger(department, new Uint8Array(room));
      createdAt = larger(createdAt, new Float64Array(room));
      updatedAt = larger(updatedAt, new Float64Array(room));
    }
    for (; size < world.size; size += 1) note(size);
  };

  const refresh = (): void => {
    grow();
    const touched = new Set(world.touched.slice(read));
    read = world.touched.length;
    for (const index of touched) note(index);
  };

  return {
    select: (holds) => {
      refresh();
      const found = new Int32Array(size);
      const row: TicketRow = { status: 'hidden', department: 0, createdAt: 0, updatedAt: 0 };
      let count = 0;
      for (let index = 0; index < size; index += 1) {
        const code = STATUS_CODES[status[index] ?? GONE];
        if (code === undefined) continue;
        row.status = code;
        row.department = department[index] ?? 0;
        row.createdAt = createdAt[index] ?? 0;
        row.updatedAt = updatedAt[index] ?? 0;
        if (holds(row)) found[count++] = index;
      }
      return found.subarray(0, count);
    },
    updatedAt: (index) => updatedAt[index] ?? 0,
    labels: () => {
      refresh();
      return [...labels].sort();
    },
  };
}
