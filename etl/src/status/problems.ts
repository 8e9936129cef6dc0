/** What is missing from a published lake, in words. Pure: the status page is built with it, too. */
import type { LakeContents } from './status';

/** Rows of StreamFault, of the last run of each source. */
export const STREAM_FAULTS = `SELECT source, stream, outcome, coalesce(error, 'no reason is known') AS error FROM runs AS r
     WHERE run_id = (SELECT max(run_id) FROM runs AS newer WHERE newer.source = r.source)
       AND finished_at IS NOT NULL AND outcome NOT IN ('complete', 'unsupported') ORDER BY ALL`;

export interface StreamFault {
  source: string;
  stream: string;
  outcome: string;
  error: string;
}

export function unread({ sources }: LakeContents, names: readonly string[]): string[] {
  return names
    .filter((name) => !sources.some(({ source }) => source === name))
    .map((name) => `${name} is in the configuration and was never exported`);
}

export function notWhole({ sources }: LakeContents, faults: readonly StreamFault[]): string[] {
  return sources
    .filter((source) => source.is_configured)
    .flatMap(({ source, last_outcome: outcome, last_complete_at: completeAt }) => {
      const own = faults.filter((fault) => fault.source === source);
      const messages = own.map(({ stream, outcome: end, error }) => `${source}: ${stream} is ${end}: ${error}`);
      const isSaid = outcome === 'complete' || own.length > 0;
      return [
        ...messages,
        ...(isSaid ? [] : [`${source}: its last run is ${outcome ?? 'unknown'}`]),
        ...(completeAt === null ? [`${source}: its tickets were never read whole`] : []),
      ];
    });
}

/** A record that was refused whole is missing from its table. */
export function refused({ rejects }: LakeContents): string[] {
  return rejects
    .filter(({ severity }) => severity === 'record')
    .map(({ source, stream, reason, rejects: count }) => `${source}: ${count} of ${stream} were refused (${reason})`);
}

export function leftText(source: string): string {
  return `${source} left the configuration, and its rows stay as they were read last`;
}
