/** Ten lakes at once into one set of tables, compared with the same ten lakes each in tables of its own. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { notePurge, publishTargets } from '../../etl/src/targets/publish-targets';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { deltaRows } from '../support/delta-log';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';
import { STORES, downloaded, startStore, targetIn } from '../support/stores';

jest.setTimeout(900_000);

const NOW = Date.UTC(2026, 5, 1);
const NAMES = Array.from({ length: 10 }, (_, at) => `desk${at}`);
const ROUNDS = 3;
const TICKETS = ['ticket_key', 'source', 'subject', 'n', 'run_id'];

interface OneLake {
  name: string;
  files: PublishedFiles;
  /** Its tables apart from all others. */
  apart: string;
}

/** Round by round: new, changed, removed, in several years. */
function worldOf(name: string, at: number, round: number): World {
  const tickets = Array.from({ length: 6 }, (_, id) =>
    ticket(`${name}:${id}`, {
      created: `${2023 + (id % 3)}-0${1 + (at % 9)}-01 00:00:00`,
      n: id < round ? round : 0,
      run: id < round ? `r${round}` : 'r0',
      subject: `${name} ${id}`,
    }),
  );
  return { tickets: round === 2 ? tickets.slice(1) : tickets, days: ['2026-01-01', `2026-02-1${at}`] };
}

async function publish({ files, name }: OneLake, target: TargetConfig): Promise<TargetResult> {
  const [result] = await publishTargets(files.config([target], { lakeId: name }), {
    listener: () => undefined,
    now: () => NOW,
  });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

interface Published {
  rows: number;
  hash: string;
}

/** Rows and hash of each table, as the lake says that it published them; of its own rows, where tables are shared. */
function statesIn(folder: string, name: string): Record<string, Published> {
  const text = readFileSync(path.join(folder, `_ticketlake/${name}/current.json`), 'utf8');
  const { tables } = JSON.parse(text) as { tables: Record<string, Published> };
  return Object.fromEntries(Object.entries(tables).map(([table, { rows, hash }]) => [table, { rows, hash }]));
}

/** @param folder the tables that all share, as a folder for readers */
async function compare(target: TargetConfig, folder: () => string): Promise<void> {
  const lakes = NAMES.map((name): OneLake => ({ name, files: new PublishedFiles(name), apart: newFolder() }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, { name, files }] of lakes.entries()) await files.publish(worldOf(name, at, round));
    // Somebody was erased in every second lake: old versions go while the others write new ones.
    for (const { files, name } of lakes.filter((_lake, at) => at % 2 === round % 2))
      notePurge(files.config([target], { lakeId: name }));
    const results = await Promise.all(lakes.map((lake) => publish(lake, target)));
    expect(results.map(({ error }) => error)).toEqual(NAMES.map(() => null));
    for (const lake of lakes) expect(await publish(lake, targetAt(lake.apart))).toMatchObject({ error: null });
    const together = folder();
    for (const [table, columns] of [
      ['tickets', TICKETS],
      ['sources', ['source', 'run_id']],
      ['runs', ['run_id', 'source']],
    ] as const) {
      const apart = [];
      for (const lake of lakes) apart.push(...(await deltaRows(path.join(lake.apart, table), columns)));
      expect(await deltaRows(path.join(together, table), columns)).toEqual(apart.sort());
    }
    for (const lake of lakes) {
      const [own, shared] = [statesIn(lake.apart, lake.name), statesIn(together, lake.name)];
      // The days of all lakes are in one table.
      expect({ ...shared, dates: null }).toEqual({ ...own, dates: null });
      const config = lake.files.config([target], { lakeId: lake.name });
      expect(await verifyTarget(config, target, () => NOW)).toMatchObject({ ok: true, findings: [] });
    }
  }
  for (const lake of lakes) expect(await publish(lake, target)).toMatchObject({ error: null, changed: [], objects: 0 });
}

describe('each of ten has the same rows with the same hashes there, round by round', () => {
  test('in a folder', async () => {
    const folder = newFolder();
    await compare(targetAt(folder), () => folder);
  });

  test.each(STORES)('in a store of the kind %s', async (kind) => {
    const store = await startStore(kind);
    await compare(targetIn(store), () => downloaded(store)).finally(() => store.server.close());
  });
});
