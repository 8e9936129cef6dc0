// What a store costs: tables that are published there, and the state of a lake that is kept there.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBucket } from './bucket.mjs';
import { megabytes, row, seconds, sound, withLake } from './figure.mjs';
import { measured } from './processes.mjs';

/** Delta tables in a folder and in a bucket: all tickets, the same rows again, and after a thousand of them changed. */
export async function targets(options) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-target-'));
  const bucket = await startBucket();
  const places = { folder: { to: folder, variables: {} }, ...(bucket === null ? {} : { S3: bucket }) };
  try {
    return await withLake(options, {}, async ({ service, job }) => {
      const exportTickets = () => measured('export.mjs', job({ streams: ['tickets'] }));
      const publish = (when) =>
        published(when, places, ({ to, variables }) => measured('publish.mjs', job({ to, variables })));
      const first = await exportTickets();
      const rows = [...sound(first, options.tickets), ...(await publish('first'))];
      await exportTickets();
      rows.push(...(await publish('same rows')));
      await service.control('change?count=1000');
      await exportTickets();
      return [...rows, ...(await publish('1000 changed'))];
    });
  } finally {
    await bucket?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function published(when, places, publish) {
  const rows = [];
  for (const [place, target] of Object.entries(places)) {
    const { ms, cpuMs, rssMb, result, calls } = await publish(target);
    if (result.outcome !== 'published') throw new Error(result.error);
    const { objects, bytes, changed } = result;
    const asked = Object.entries(calls).map(([name, times]) => `${name} ${times}`);
    const requests = Object.values(calls).reduce((sum, times) => sum + times, 0);
    const wanted = when === 'same rows' ? '1 s' : '';
    rows.push(row(`${place}, ${when}`, seconds(ms), wanted, `CPU ${seconds(cpuMs)}, ${megabytes(rssMb)}`));
    rows.push(
      row(
        `${place}, ${when}: written`,
        `${objects} files, ${size(bytes)}`,
        '',
        `${changed.length} tables: ${shortList(changed)}`,
      ),
    );
    rows.push(row(`${place}, ${when}: requests`, String(requests), '', asked.join(', ')));
  }
  return rows;
}

function shortList(names) {
  const SHOWN = 4;
  return `${names.slice(0, SHOWN).join(' ')}${names.length > SHOWN ? ' …' : ''}`;
}

/** Runs whose state is kept in a bucket, each in an empty folder: what is fetched and what is put back. */
export async function state(options) {
  const bucket = await startBucket();
  if (bucket === null) return [row('no bucket', 'skipped', '', 'install versitygw, or set TICKETLAKE_VERSITYGW')];
  const { to, variables, folder } = bucket;
  try {
    return await withLake(options, {}, async ({ service, job }) => {
      const run = async (when) => {
        const lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-empty-'));
        const fetched = currentIn(folder)?.snapshot?.bytes ?? 0;
        try {
          const result = await measured('export.mjs', job({ streams: ['tickets'], lake, state: to, variables }));
          if (when === 'first') sound(result, options.tickets);
          const { fence } = currentIn(folder);
          const put = bytesBelow(path.join(folder, 'objects', String(fence).padStart(10, '0')));
          const what = `fetched ${size(fetched)}, put ${size(put)}`;
          return row(`state in S3, ${when}`, seconds(result.ms), '', `${what}; CPU ${seconds(result.cpuMs)}`);
        } finally {
          rmSync(lake, { recursive: true, force: true });
        }
      };
      const rows = [await run('first'), await run('nothing changed')];
      await service.control('change?count=1000');
      return [...rows, await run('1000 changed')];
    });
  } finally {
    await bucket.close();
  }
}

function currentIn(folder) {
  const file = path.join(folder, 'lease/current.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function bytesBelow(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
