/** What is known of a source beside its rows; kept, so that its tables stay whole when it leaves the configuration. */
import type { SourceConfig } from '../config/config';
import type { Session } from './session';

export async function rememberSource(session: Session, source: SourceConfig): Promise<void> {
  const { name, url, timezone, vendor } = source;
  await session.run('DELETE FROM sources WHERE source = $name', { name });
  await session.run('INSERT INTO sources VALUES ($name, $vendor, $url, $timezone)', {
    name,
    vendor: vendor.name,
    url,
    timezone,
  });
  await session.run('DELETE FROM streams WHERE source = $name', { name });
  const served = vendor.streams.flatMap(({ name: stream, serves, alsoServes = [], scope }) =>
    [serves, ...alsoServes].map((table) => [name, stream, table, scope]),
  );
  await session.run(`INSERT INTO streams VALUES ${served.map(() => '(?, ?, ?, ?)').join(', ')}`, served.flat());
}
