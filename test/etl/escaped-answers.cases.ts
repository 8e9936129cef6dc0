/** PHP and Python escape every answer: what is published is the same, and what came is kept as it came. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { spoolFiles } from '../../etl/src/raw/spool';
import { startSandbox } from '../../sandbox/server';
import type { Escapes } from '../../sandbox/escapes';
import type { Tables } from '../support/lake';
import { configOf, exportOnce, newLake, published, quickWorld, sourceOf } from '../support/lake';

/** What a first export publishes, and which services' pages of tickets lie in raw/ with letters escaped. */
async function exported(
  services: readonly string[],
  escapes?: Escapes,
): Promise<{ tables: Tables; keptEscaped: string[] }> {
  const world = { tickets: 12, limits: false, clock: { frozen: true }, services: [...services] };
  const sandbox = await startSandbox({ ...world, ...(escapes === undefined ? {} : { escapes }) });
  try {
    const lake = newLake();
    const sources = services.map((name) => sourceOf(sandbox, name, { streams: ['tickets', 'people'] }));
    // At one instant: what a run itself dates is the same then.
    const { exit_code: code } = await exportOnce(configOf(lake, sources), {}, quickWorld(sandbox.clock.now()));
    expect(code).toBe(0);
    const keptEscaped: string[] = [];
    for (const name of services) {
      const files = await spoolFiles(path.join(lake, 'raw'), name);
      const file = files.find((each) => each.endsWith('/tickets.ndjson.gz')) ?? '';
      const pages = gunzipSync(readFileSync(path.join(lake, 'raw', file))).toString('utf8');
      if (/\\u00[89a-f]/.test(pages)) keptEscaped.push(name);
    }
    const tables = JSON.stringify(await published(lake)).replaceAll(sandbox.url, 'http://sandbox');
    return { tables: JSON.parse(tables) as Tables, keptEscaped };
  } finally {
    await sandbox.close();
  }
}

/**
 * @param services each answers plainly, then escaped
 * @param kept those whose pages hold no secret, so that they are kept as they came
 */
export async function sameWhateverIsEscaped(
  services: readonly string[],
  kept: readonly string[],
  ways: readonly Escapes[],
): Promise<void> {
  const plain = await exported(services);
  expect(plain.tables['tickets']?.length).toBeGreaterThan(10 * services.length);
  expect(plain.keptEscaped).toEqual([]);
  for (const escapes of ways) {
    expect(await exported(services, escapes)).toEqual({ tables: plain.tables, keptEscaped: kept });
  }
}
