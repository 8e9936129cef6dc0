/** Which runs have ended since the last poll. Pure: what was remembered and the list become events and what to remember. */
import type { Run } from './api/answers';

export type EndedRunKind = 'finished' | 'failed';

export interface RunMemory {
  /** What the memory is about: with another service it begins anew. */
  scope: string;
  /** IDs of ended runs that were told or were there before. */
  ended: string[];
}

export interface EndedRunEvent {
  event: EndedRunKind;
  run: Run;
}

/** The service remembers a hundred; should it forget some and recall them, they are not news. */
const MOST_REMEMBERED = 500;
/** As the service's own notice of failed runs has it: what somebody cancelled did not fail. */
const FAILED: ReadonlySet<string> = new Set(['failed', 'incomplete', 'crashed']);

/**
 * @param before undefined: the first poll, which only records what there is
 * @param runs as the service lists them, newest first
 * @returns events in the order in which the runs ended
 */
export function newlyEnded(
  before: RunMemory | undefined,
  runs: readonly Run[],
  scope: string,
): { events: EndedRunEvent[]; memory: RunMemory } {
  const known = new Set(before?.ended);
  const ended = runs.filter(({ state, id }) => state === 'finished' && !known.has(id));
  const memory = { scope, ended: [...ended.map(({ id }) => id), ...known].slice(0, MOST_REMEMBERED) };
  return { events: before === undefined ? [] : inOrder(ended).map(eventOf), memory };
}

/** The latest ended run that fits, as a sample. */
export function latestEnded(runs: readonly Run[], events: ReadonlySet<EndedRunKind>): EndedRunEvent | undefined {
  const all = inOrder(runs.filter(({ state }) => state === 'finished')).map(eventOf);
  return all.reverse().find(({ event }) => events.has(event));
}

/** @returns undefined when it cannot be read or is about another service */
export function memoryIn(stored: unknown, scope: string): RunMemory | undefined {
  if (typeof stored !== 'object' || stored === null || !('scope' in stored) || !('ended' in stored)) return undefined;
  const { scope: about, ended } = stored;
  if (!isAbout(about, scope) || !Array.isArray(ended)) return undefined;
  return { scope, ended: ended.filter((id) => typeof id === 'string') };
}

const eventOf = (run: Run): EndedRunEvent => ({ event: FAILED.has(run.outcome ?? '') ? 'failed' : 'finished', run });

function inOrder(runs: readonly Run[]): Run[] {
  const at = ({ finished_at: finished, id }: Run): string => `${finished ?? ''} ${id}`;
  return [...runs].sort((a, b) => (at(a) < at(b) ? -1 : 1));
}

/** Earlier versions wrote the credential's ID behind the address. */
function isAbout(stored: unknown, scope: string): boolean {
  return stored === scope || (typeof stored === 'string' && stored.startsWith(`${scope.slice(0, -1)},`));
}
