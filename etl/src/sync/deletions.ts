/**
 * Tickets that a complete scan did not name. A list may be short without saying so, and a ticket may only have left the
 * projects that a scan is narrowed to: before one is marked as deleted, the service is asked for it by its id.
 */
import type { Stream } from '../../../vendors/vendor';
import { failpoint } from '../base/failpoint';
import type { MissingTickets, Scan } from '../checkpoints/types';
import type { StreamMetrics } from './run-rows';
import type { SourceContext } from './source-context';
import { pagingContextOf } from './source-context';
import type { Probed } from './ticket-probe';
import { TicketProbe } from './ticket-probe';

/** So many tickets are asked for in a scan at most. With more missing, these are spread evenly over all of them. */
const MOST_QUESTIONS = 200;
/** And at most so many that the scan did name, three before the others and three afterwards. */
const CONTROL_QUESTIONS = 6;
const NEXT_SCAN = 'those that the next complete scan misses, too, are marked as deleted';

/**
 * To be called when all slices of a complete scan of tickets were read. What cannot be proven is in the tally.
 * @returns why the list cannot be called whole although all that is known of it was settled; null: it can
 */
export async function markDeletions(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  scan: Scan,
): Promise<string | null> {
  const isNarrowed = scan.projects !== null;
  const missing = await run.work.missingTickets(scan);
  if (missing.ids.length > 0 && missing.nameless > 0) {
    run.log.note(stream.name, 'warning', namelessRecords(missing));
    return null;
  }
  // Of a narrowed scan only the answers tell how many are gone, and how many have left its projects.
  if (!isNarrowed && isTooMany(run, tally, missing.ids.length, missing.alive)) return null;
  const probed = await probe(run, stream, tally, spread(missing.ids, MOST_QUESTIONS));
  if (run.options.signal.aborted) tally.problem('interrupted', null);
  if (run.faults.stopped(tally)) return null;
  const decision = decide(missing, probed, isNarrowed);
  if (decision.problem !== null) tally.problem('incomplete', decision.problem);
  const { gone, missed } = decision;
  if (isNarrowed && decision.problem === null && isTooMany(run, tally, gone.length + missed.length, missing.alive))
    return null;
  const at = run.times.clock.nextTimestamp();
  await run.work.writeTombstones({ at, ids: gone, missed, withHidden: !isNarrowed && decision.problem === null });
  await run.journal.gone(at, await run.work.deletedAt(at));
  failpoint('scan.gone_marked');
  tally.deleted(gone.length);
  if (decision.problem === null && missed.length > 0) {
    run.log.note(stream.name, 'warning', `${missed.length} more tickets were not listed: ${NEXT_SCAN}`);
  }
  if (probed.living.length === 0 || isNarrowed) return null;
  const incompleteReason = shortList(probed.living.length);
  run.log.note(stream.name, 'warning', incompleteReason);
  return incompleteReason;
}

async function probe(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  tickets: readonly string[],
): Promise<Probed> {
  const cannotAsk = stream.lookupSlice === undefined;
  if (tickets.length === 0 || cannotAsk) return { gone: [], living: [], incompleteReason: null, cannotAsk };
  const knownGood = await run.work.namedTickets();
  return new TicketProbe(run, stream, tally, await pagingContextOf(run)).ask(tickets, knownGood);
}

/** How many requests it can take at most to prove the deletions of a scan. */
export function mostQuestions(stored: number): number {
  return stored === 0 ? 0 : Math.min(stored, MOST_QUESTIONS) + CONTROL_QUESTIONS;
}

interface DeletionDecision {
  gone: string[];
  /** Not proven: gone when the next complete scan misses them, too. */
  missed: string[];
  /** Why the scan cannot be called complete. */
  problem: string | null;
}

function decide({ ids, missedBefore }: MissingTickets, probed: Probed, isNarrowed: boolean): DeletionDecision {
  const { gone: notFound, living, incompleteReason, cannotAsk } = probed;
  if (incompleteReason !== null)
    return { gone: [], missed: [], problem: `${incompleteReason}. No ticket was marked as deleted` };
  const again = new Set(missedBefore);
  if (cannotAsk) {
    const missed = ids.filter((id) => isNarrowed || !again.has(id));
    if (missed.length === 0) return { gone: ids, missed, problem: null };
    const problem = `${missed.length} tickets were not listed, and the service cannot be asked for one ticket`;
    // Whether one was deleted or has left the projects cannot be told apart then.
    if (isNarrowed) return { gone: [], missed: [], problem: `${problem}: no ticket was marked as deleted` };
    const gone = ids.filter((id) => again.has(id));
    return { gone, missed, problem: `${problem}: ${NEXT_SCAN}` };
  }
  const asked = notFound.length + living.length;
  if (asked === ids.length) return { gone: notFound, missed: [], problem: null };
  if (living.length > 0) {
    const problem =
      `${ids.length} tickets were not listed, and ${living.length} of ${asked} that were asked for by their ids exist: ` +
      'no ticket was marked as deleted';
    return { gone: [], missed: [], problem };
  }
  // Of a narrowed scan any of the others may have left the projects: they are asked for in the next one.
  if (isNarrowed) return { gone: notFound, missed: [], problem: null };
  const known = new Set(notFound);
  const rest = ids.filter((id) => !known.has(id));
  return {
    gone: [...notFound, ...rest.filter((id) => again.has(id))],
    missed: rest.filter((id) => !again.has(id)),
    problem: null,
  };
}

function namelessRecords({ ids, nameless }: MissingTickets): string {
  return `${nameless} records have no id that can be read, so ${ids.length} tickets that were not named may be among them, and none was marked as deleted`;
}

function shortList(tickets: number): string {
  return `the list left out ${tickets} tickets that exist. They were read by their ids, but the list may have left out new ones, too. The next run looks for changes from where the last complete one ended`;
}

/** More than the allowed share would vanish at once: that is the key's rights, or a list that was cut. */
function isTooMany(run: SourceContext, tally: StreamMetrics, gone: number, alive: number): boolean {
  const { maxDeleteShare } = run.config;
  if (gone <= alive * maxDeleteShare) return false;
  const share = Math.round(maxDeleteShare * 1000) / 10;
  tally.problem(
    'failed',
    `${gone} of ${alive} tickets would vanish at once, more than ${share} %, so none was marked as deleted. Check the rights of the key. If they are right, raise max_delete_share for one run`,
  );
  return true;
}

/** At most so many, spread evenly from the first to the last. */
function spread(ids: readonly string[], most: number): string[] {
  if (ids.length <= most) return [...ids];
  return Array.from({ length: most }, (_, at) => ids[Math.floor((at * ids.length) / most)] ?? '');
}
