/** What a world starts from: generated tickets, or a log's. Read only; what changes is kept beside it. */
import type { WorldField, WorldNamed, WorldPerson, WorldTicket } from './world';

export interface WorldBase {
  seed: number;
  /** Tickets in it, their indexes 0 … size - 1 in order of createdAt. */
  size: number;
  /** A fresh object at every call; comments, changes, attachments and texts may be computed when first looked at. */
  ticket(index: number): WorldTicket;
  createdAt(index: number): number;
  people: readonly WorldPerson[];
  queues: readonly WorldNamed[];
  types: readonly WorldNamed[];
  teams: readonly WorldNamed[];
  organizations: readonly WorldNamed[];
  fields: readonly WorldField[];
}

/** Ids of a ticket's comments, changes and attachments start from this: unique in the world without a counter. */
const IDS_PER_TICKET = 1000;

export function firstIdOf(index: number): number {
  return index * IDS_PER_TICKET + 1;
}
