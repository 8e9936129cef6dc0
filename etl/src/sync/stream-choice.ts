/** Which streams of a service a run reads. */
import type { Stream, StreamName } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';

/**
 * Lookups are read whenever tickets are, since tickets need their names; the rest as selected.
 * @param only the streams of this run; default those that the source selects
 * @returns in the order in which they are read
 */
export function chosenStreams(source: SourceConfig, only?: readonly StreamName[]): Stream[] {
  const selected = new Set(only ?? source.streams);
  const isChosen = (stream: Stream) =>
    [stream.selectedBy, ...(stream.alsoSelectedBy ?? [])].some((name) => selected.has(name));
  return source.vendor.streams.filter(
    (stream) => isChosen(stream) || (stream.scope === 'source' && stream.name !== 'tickets' && selected.has('tickets')),
  );
}

/**
 * Streams that follow one another and are read together: lists of names, and streams of tickets. Two lists of people, or
 * of queues, are not: a row of both would be read once, and count for one of them.
 */
export function readTogether(streams: readonly Stream[]): Stream[][] {
  const groups: Stream[][] = [];
  for (const stream of streams) {
    const last = groups.at(-1);
    if (last?.every((each) => areReadTogether(each, stream)) === true) last.push(stream);
    else groups.push([stream]);
  }
  return groups;
}

function areReadTogether(one: Stream, other: Stream): boolean {
  if (one.scope !== other.scope) return false;
  if (one.scope === 'ticket') return true;
  return isList(one) && isList(other) && !(one.selectedBy === other.selectedBy && LISTED_TWICE.has(one.selectedBy));
}

const LISTED_TWICE: ReadonlySet<StreamName> = new Set(['people', 'queues']);

function isList({ name }: Stream): boolean {
  return name !== 'tickets';
}
