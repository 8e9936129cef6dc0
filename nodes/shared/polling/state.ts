/** What a polling trigger remembers between two polls. It is kept as one text: n8n wraps objects into proxies, deeply. */
import type { Slice } from '../../../vendors/vendor';

/** What is remembered of one ticket. */
export interface TicketFingerprint {
  /** When it last changed, by the service's own stamp; '' where it has none. Canonical instant. */
  at: string;
  /** Changes with everything that is worth telling. */
  version: string;
  status: string;
  /** The round in which it was last seen. */
  round: number;
  /** It changed in the very second in which it was read: more may have happened in that second. */
  mayChangeAgain?: true;
}

/** One reading of everything that may have changed; it may take several polls. */
export interface Round {
  number: number;
  /** The service's clock when the round's first page was read; null before. */
  clock: string | null;
  /** What is left to read: the first slice from `cursor` on. */
  todo: Slice[];
  cursor: string | null;
  /** The latest stamp of a ticket so far. */
  latest: string | null;
  /** false: a part of it could not be read to its end. */
  isWhole: boolean;
}

export interface PollState {
  /** What the state is about: with another account or another way of looking it begins anew. */
  scope: string;
  /** The first round only records what there is. */
  isRecording: boolean;
  /** The service's clock when the trigger began. */
  started: string;
  /** Whatever carries a later stamp and is not remembered is news. */
  floor: string;
  rounds: number;
  tickets: Map<string, TicketFingerprint>;
  /** Replies that were told, `ticket/comment` → stamp. */
  replies: Map<string, string>;
  round: Round | null;
}

const VERSION = 1;

/** @param clock the service's, canonical instant */
export function newState(scope: string, clock: string, floor: string): PollState {
  return {
    scope,
    isRecording: true,
    started: clock,
    floor,
    rounds: 0,
    tickets: new Map(),
    replies: new Map(),
    round: null,
  };
}

export function textOfState(state: PollState): string {
  const tickets = [...state.tickets].map(([id, { at, version, status, round, mayChangeAgain }]) => [
    id,
    at,
    version,
    status,
    round,
    ...(mayChangeAgain ? [1] : []),
  ]);
  return JSON.stringify({ ...state, version: VERSION, tickets, replies: [...state.replies] });
}

/** What a stored text says that it is about; undefined for what is no state. */
export function scopeIn(text: unknown): string | undefined {
  const stored = typeof text === 'string' ? parsed(text) : undefined;
  return isRecord(stored) && typeof stored['scope'] === 'string' ? stored['scope'] : undefined;
}

/** @returns the state, or undefined when the text is none: cut off, of another version, or for another scope */
export function stateIn(text: unknown, scope: string): PollState | undefined {
  if (typeof text !== 'string') return undefined;
  const stored = parsed(text);
  if (!isRecord(stored) || stored['version'] !== VERSION || stored['scope'] !== scope) return undefined;
  const { isRecording, started, floor, rounds, tickets, replies, round } = stored;
  if (typeof isRecording !== 'boolean' || typeof rounds !== 'number') return undefined;
  if (!isInstant(started) || !isInstant(floor) || !Array.isArray(tickets) || !Array.isArray(replies)) return undefined;
  const fingerprints = tickets.map(fingerprintIn);
  const replyEntries = replies.map(replyIn);
  const going = round === null ? null : roundIn(round);
  if (going === undefined || fingerprints.includes(undefined) || replyEntries.includes(undefined)) return undefined;
  return {
    scope,
    isRecording,
    started,
    floor,
    rounds,
    tickets: new Map(fingerprints.filter((fingerprint) => fingerprint !== undefined)),
    replies: new Map(replyEntries.filter((reply) => reply !== undefined)),
    round: going,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fingerprintIn(entry: unknown): [string, TicketFingerprint] | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [id, at, version, status, round, mayChangeAgain]: unknown[] = entry;
  const isMark =
    typeof id === 'string' &&
    typeof at === 'string' &&
    typeof version === 'string' &&
    typeof status === 'string' &&
    typeof round === 'number';
  if (!isMark) return undefined;
  return [id, { at, version, status, round, ...(mayChangeAgain === 1 ? { mayChangeAgain: true } : {}) }];
}

function replyIn(entry: unknown): [string, string] | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [id, at]: unknown[] = entry;
  return typeof id === 'string' && typeof at === 'string' ? [id, at] : undefined;
}

function roundIn(stored: unknown): Round | undefined {
  if (!isRecord(stored)) return undefined;
  const { number, clock, todo, cursor, latest, isWhole } = stored;
  if (typeof number !== 'number' || typeof isWhole !== 'boolean') return undefined;
  if (clock !== null && !isInstant(clock)) return undefined;
  if (!Array.isArray(todo) || !todo.every(isSlice)) return undefined;
  if (cursor !== null && typeof cursor !== 'string') return undefined;
  if (latest !== null && !isInstant(latest)) return undefined;
  return { number, clock, todo, cursor, latest, isWhole };
}

function isSlice(value: unknown): value is Slice {
  return isRecord(value) && typeof value['key'] === 'string' && isRecord(value['params']);
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
