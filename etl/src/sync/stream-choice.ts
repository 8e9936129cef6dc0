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
