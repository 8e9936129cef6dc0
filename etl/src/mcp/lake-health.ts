/** How far an answer can be trusted: as of when, whether everything was read, and what is wrong. */
import type { LakeError } from '../base/errors';
import { TICKETS_AWAITED } from '../base/tickets-awaited';
import { STREAM_FAULTS, leftText, notWhole, refused, unread } from '../status/problems';
import type { StreamFault } from '../status/problems';
import { textIn } from '../store/row';
import type { PublishedReader } from '../store/database';
import type { HeldPublication, Lake } from './lake';

export interface LakeHealth {
  /** When the publication was made; null: nothing is published. */
  as_of: string | null;
  /** Every source of the configuration was read whole, the last time too, and no record was refused. */
  complete: boolean;
  problems: string[];
}

export async function lakeHealthOf(lake: Lake, publication: HeldPublication): Promise<LakeHealth> {
  const contents = await lake.contents(publication);
  const faults = await streamFaults(await publication.reader());
  const names = lake.config.sources.map(({ name }) => name);
  const awaited = contents.awaits_tickets ? [TICKETS_AWAITED.message] : [];
  const wrong = [...awaited, ...unread(contents, names), ...notWhole(contents, faults), ...refused(contents)];
  const running = lake.running();
  const warnings = [
    ...contents.sources.filter((source) => !source.is_configured).map(({ source }) => leftText(source)),
    ...(running === null ? [] : [`a run is under way (${running}), so newer figures may follow`]),
  ];
  return { as_of: publication.manifest.published_at, complete: wrong.length === 0, problems: [...wrong, ...warnings] };
}

/** Of a lake in which nothing can be read. */
export function noStanding(error: LakeError): LakeHealth {
  return { as_of: null, complete: false, problems: [wordsOf(error).message] };
}

/** An assistant is told what a person can do, and no path of this machine. */
export function wordsOf({ code, message, remedy }: LakeError): { message: string; remedy: string } {
  return code === 'not_published'
    ? { message: 'nothing is published yet', remedy: 'Run `ticketlake export` first.' }
    : { message, remedy };
}

/** Of the last run of each source. */
function streamFaults(reader: PublishedReader): Promise<StreamFault[]> {
  return reader.all(STREAM_FAULTS, undefined, (row) => ({
    source: textIn(row, 'source'),
    stream: textIn(row, 'stream'),
    outcome: textIn(row, 'outcome'),
    error: textIn(row, 'error'),
  }));
}
