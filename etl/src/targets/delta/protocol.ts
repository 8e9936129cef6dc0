/** What a writer of a Delta table must be able to do, as the table says it. Pure. */
import { TargetError } from '../store/store';
import type { MetaData, Protocol } from './actions';

const NTZ = 'timestampNtz';
const WRITER_FEATURES: ReadonlySet<string> = new Set([NTZ, 'invariants', 'appendOnly']);
const READER_FEATURES: ReadonlySet<string> = new Set([NTZ]);
const EVERY_READER: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** @throws TargetError when the table asks for more than is known here */
export function refuseProtocol(table: string, protocol: Protocol | null, metaData: MetaData | null): void {
  if (protocol === null) return;
  const { minReaderVersion, minWriterVersion, readerFeatures, writerFeatures } = protocol;
  const unknown = [
    ...(readerFeatures ?? []).filter((feature) => !READER_FEATURES.has(feature)),
    ...(writerFeatures ?? []).filter((feature) => !WRITER_FEATURES.has(feature)),
  ];
  if (unknown.length > 0) throw refused(table, `the feature ${unknown[0] ?? ''}`);
  if (minReaderVersion !== 1 && minReaderVersion !== 3) throw refused(table, `reader version ${minReaderVersion}`);
  if (minWriterVersion !== 7 && minWriterVersion > 2) throw refused(table, `writer version ${minWriterVersion}`);
  const configuration = metaData?.configuration ?? {};
  if (configuration['delta.appendOnly']?.toLowerCase() === 'true') throw refused(table, 'delta.appendOnly');
  if ((configuration['delta.columnMapping.mode'] ?? 'none').toLowerCase() !== 'none')
    throw refused(table, 'delta.columnMapping.mode');
}

function refused(table: string, what: string): TargetError {
  return new TargetError(
    `${table} asks its writers for ${what}, which Ticketlake does not know`,
    'Switch it off for this table, or publish into an empty folder.',
  );
}

/** @returns the protocol that the table needs; null: it has it */
export function neededProtocol(standing: Protocol | null, types: readonly unknown[]): Protocol | null {
  const hasNtz = types.includes('timestamp_ntz');
  if (!hasNtz) return standing === null ? EVERY_READER : null;
  if (standing?.writerFeatures?.includes(NTZ) && standing.readerFeatures?.includes(NTZ)) return null;
  const writers = standing?.writerFeatures ?? ['invariants', 'appendOnly'];
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: [...new Set([...(standing?.readerFeatures ?? []), NTZ])],
    writerFeatures: [...new Set([...writers, NTZ])],
  };
}
