/** How far an answer can be trusted: as of when, whether everything was read, and what is wrong. */
import type { LakeError } from '../base/errors';
import type { LakeContents } from '../status/status';
import { textIn } from '../store/row';
import type { PublishedReader } from '../store/database';
import type { Lake, Publication } from './lake';

export interface Standing {
  /** When the publication was made; null: nothing is published. */
  as_of: string | null;
  /** Every source of the configuration was read whole, the last time too, and no record was refused. */
  complete: boolean;
  problems: string[];
}

export async function standingOf(lake: Lake, publication: Publication): Promise<Standing> {
  const contents = await lake.contents(publication);
  const faults = await streamFaults(await publication.reader());
  const names = lake.config.sources.map(({ name }) => name);
  const wrong = [...unread(contents, names), ...notWhole(contents, faults), ...refused(contents)];
  const running = lake.running();
  const aside = [
    ...contents.sources.filter((source) => !source.is_configured).map(({ source }) => leftText(source)),
    ...(running === null ? [] : [`a run is under way (${running}): newer figures may follow`]),
  ];
  return { as_of: publication.manifest.published_at, complete: wrong.length === 0, problems: [...wrong, ...aside] };
}

/** Of a lake in which nothing can be read. */
export function noStanding(error: LakeError): Standing {
  return { as_of: null, complete: false, problems: [wordsOf(error).message] };
}

/** An assistant is told what a person can do, and no path of this machine. */
export function wordsOf({ code, message, remedy }: LakeError): { message: string; remedy: string } {
  return code === 'not_published'
    ? { message: 'nothing is published yet', remedy: 'Run `ticketlake export` first.' }
    : { message, remedy };
}

function unread({ sources }: LakeContents, names: readonly string[]): string[] {
  return names
    .filter((name) => !sources.some(({ source }) => source === name))
    .map((name) => `${name} is in the configuration and was never exported`);
}

interface Fault {
  source: string;
  stream: string;
  outcome: string;
  error: string;
}

function notWhole({ sources }: LakeContents, faults: readonly Fault[]): string[] {
  return sources
    .filter((source) => source.is_configured)
    .flatMap(({ source, last_outcome: outcome, last_complete_at: completeAt }) => {
      const own = faults.filter((fault) => fault.source === source);
      const said = own.map(({ stream, outcome: end, error }) => `${source}: ${stream} is ${end}: ${error}`);
      const isSaid = outcome === 'complete' || own.length > 0;
      return [
        ...said,
        ...(isSaid ? [] : [`${source}: its last run is ${outcome ?? 'unknown'}`]),
        ...(completeAt === null ? [`${source}: its tickets were never read whole`] : []),
      ];
    });
}

/** A record that was refused whole is missing from its table. */
function refused({ rejects }: LakeContents): string[] {
  return rejects
    .filter(({ severity }) => severity === 'record')
    .map(({ source, stream, reason, rejects: count }) => `${source}: ${count} of ${stream} were refused (${reason})`);
}

function leftText(source: string): string {
  return `${source} left the configuration: its rows stay as they were read last`;
}

/** Of the last run of each source. */
function streamFaults(reader: PublishedReader): Promise<Fault[]> {
  return reader.all(
    `SELECT source, stream, outcome, coalesce(error, 'no reason is known') AS error FROM runs AS r
     WHERE run_id = (SELECT max(run_id) FROM runs AS newer WHERE newer.source = r.source)
       AND finished_at IS NOT NULL AND outcome NOT IN ('complete', 'unsupported') ORDER BY ALL`,
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      stream: textIn(row, 'stream'),
      outcome: textIn(row, 'outcome'),
      error: textIn(row, 'error'),
    }),
  );
}
