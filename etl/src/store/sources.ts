/** What is known of a source beside its rows; kept, so that its tables stay whole when it leaves the configuration. */
import type { SourceConfig } from '../config/config';
import { maybeTextIn, textIn } from './row';
import type { Session } from './session';

export function rememberSource(session: Session, source: SourceConfig): Promise<void> {
  return rememberSources(session, [source]);
}

/** Writes only what is not stored as it is. */
export async function rememberSources(session: Session, sources: readonly SourceConfig[]): Promise<void> {
  const stored = await storedSources(session);
  for (const source of sources)
    if (stored.get(source.name) !== rowText(rowOf(source), servedBy(source))) await remember(session, source);
}

type SourceRow = [name: string, vendor: string, url: string, timezone: string | null];
type ServedRow = [name: string, stream: string, table: string, scope: string];

function rowOf({ name, url, timezone, vendor }: SourceConfig): SourceRow {
  return [name, vendor.name, url, timezone];
}

function servedBy({ name, vendor }: SourceConfig): ServedRow[] {
  return vendor.streams.flatMap(({ name: stream, selectedBy, alsoSelectedBy = [], scope }) =>
    [selectedBy, ...alsoSelectedBy].map((table): ServedRow => [name, stream, table, scope]),
  );
}

async function remember(session: Session, source: SourceConfig): Promise<void> {
  const { name } = source;
  await session.run('DELETE FROM sources WHERE source = $name', { name });
  await session.run('INSERT INTO sources VALUES (?, ?, ?, ?)', rowOf(source));
  await session.run('DELETE FROM streams WHERE source = $name', { name });
  const served = servedBy(source);
  await session.run(`INSERT INTO streams VALUES ${served.map(() => '(?, ?, ?, ?)').join(', ')}`, served.flat());
}

/** By name, each as `rowText` writes it. */
async function storedSources(session: Session): Promise<Map<string, string>> {
  const rows = await session.all(
    `SELECT s.source, s.vendor, s.url, s.time_zone, t.stream, t.serves, t.scope FROM sources s LEFT JOIN streams t USING (source)`,
    undefined,
    (row): { source: SourceRow; served: ServedRow } => {
      const name = textIn(row, 'source');
      const served = ['stream', 'serves', 'scope'].map((column) => maybeTextIn(row, column) ?? '');
      return {
        source: [name, textIn(row, 'vendor'), textIn(row, 'url'), maybeTextIn(row, 'time_zone')],
        served: [name, served[0] ?? '', served[1] ?? '', served[2] ?? ''],
      };
    },
  );
  return new Map(
    rows.map(({ source }) => [
      source[0],
      rowText(
        source,
        rows.filter((row) => row.source[0] === source[0]).map(({ served }) => served),
      ),
    ]),
  );
}

function rowText(source: SourceRow, served: readonly ServedRow[]): string {
  return JSON.stringify([source, served.map((row) => JSON.stringify(row)).sort()]);
}
