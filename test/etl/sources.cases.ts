/**
 * Sources that left the configuration: one under another name is noticed before its tickets count twice, is renamed with
 * everything that the lake holds of it, or removed; killed at any instant, the next command ends with the same lake.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SourceChange } from '../../etl/src/catalog/source-change';
import type { Config } from '../../etl/src/config/config';
import type { Failpoint } from '../../etl/src/base/failpoint';
import { erasePerson } from '../../etl/src/erase/erase';
import { changeSourceOf } from '../../etl/src/sources/change';
import { listSources } from '../../etl/src/sources/list';
import { verifyLake } from '../../etl/src/verify/verify';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { exportInChild } from '../support/child-run';
import type { Tables } from '../support/lake';
import { configOf, copyOf, exportOnce, newLake, published, rowsOf, sourceOf, STARTED_AT } from '../support/lake';
import { run } from '../support/terminal';

/** Beside the service that is renamed, one that stays as it is. */
const OTHER = 'notific';

export interface Scene {
  service: string;
  sandbox: Sandbox;
  /** After an export of both, in which a person was erased. */
  lake: string;
}

export async function sceneOf(sandbox: Sandbox, service: string, changes: Partial<Config> = {}): Promise<Scene> {
  const lake = newLake();
  const config = named({ sandbox, service, lake }, 'old', changes);
  expect((await exportOnce(config)).exit_code).toBe(0);
  const [{ email } = {}] = await rowsOf(
    lake,
    `SELECT requester_email AS email FROM tickets WHERE source = 'old' AND requester_email IS NOT NULL ORDER BY email LIMIT 1`,
  );
  const erased = await erasePerson(config, {
    person: String(email),
    source: 'old',
    dryRun: false,
    confirm: async () => true,
    report: () => undefined,
    now: () => STARTED_AT,
  });
  expect(erased).toMatchObject({ outcome: 'erased' });
  return { service, sandbox, lake };
}

export function named({ sandbox, service, lake }: Scene, name: string | null, changes: Partial<Config> = {}): Config {
  const renamed = name === null ? [] : [sourceOf(sandbox, service, { name })];
  return configOf(lake, [...renamed, sourceOf(sandbox, OTHER)], changes);
}

export function change(config: Config, wanted: SourceChange) {
  return changeSourceOf(config, wanted, { dryRun: false, confirm: async () => true, now: () => STARTED_AT });
}

/** Tables as they are when a source has had the other name from the beginning. */
function underName(tables: Tables, from: string, to: string): Tables {
  const text = JSON.stringify(tables)
    .replaceAll(`"source":"${from}"`, `"source":"${to}"`)
    .replaceAll(`":"${from}:`, `":"${to}:`)
    .replaceAll(`, ${from}:`, `, ${to}:`);
  const renamed = JSON.parse(text) as Tables;
  for (const rows of Object.values(renamed)) rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return renamed;
}

/** In an order that does not depend on names. */
const sorted = (tables: Tables): Tables => underName(tables, '', '');

/** Files and texts of the lake that still have the name. */
async function tracesOf(lake: string, name: string): Promise<string[]> {
  const traces: string[] = [];
  if (existsSync(path.join(lake, 'raw', name))) traces.push('raw/');
  const noted = path.join(lake, 'erasures.json');
  if (existsSync(noted) && readFileSync(noted, 'utf8').includes(`"${name}"`)) traces.push('erasures.json');
  for (const file of ['ticketlake.duckdb', 'state/working.duckdb']) {
    const instance = await DuckDBInstance.create(path.join(lake, file), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const columns = await connection.runAndReadAll(
      "SELECT table_name AS t, column_name AS c FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal",
    );
    for (const { t, c } of columns.getRowObjectsJson()) {
      const found = await connection.runAndReadAll(
        `SELECT count(*)::INTEGER AS n FROM "${String(t)}" WHERE "${String(c)}" = '${name}' OR starts_with("${String(c)}", '${name}:') OR starts_with("${String(c)}", '${name}/')`,
      );
      if (found.getRowObjectsJson()[0]?.['n'] !== 0) traces.push(`${file} ${String(t)}.${String(c)}`);
    }
    connection.closeSync();
    instance.closeSync();
  }
  return traces;
}

async function expectVerified(lake: string): Promise<void> {
  expect((await verifyLake(lake)).findings).toEqual([]);
}

export async function expectNoticed(scene: Scene): Promise<void> {
  const config = named(scene, 'new');
  const before = await published(scene.lake);
  const rows = await rowsOf(scene.lake, 'SELECT * FROM runs ORDER BY ALL');
  const file = statSync(path.join(scene.lake, 'ticketlake.duckdb')).mtimeMs;
  await expect(exportOnce(config)).rejects.toMatchObject({
    code: 'wrong_source',
    message: expect.stringContaining('new is a new source, but the lake holds its tickets as those of old'),
    remedy: expect.stringMatching(/ticketlake sources rename old new\n.*ticketlake sources remove old/),
  });
  expect(existsSync(path.join(scene.lake, 'raw', 'new'))).toBe(false);
  expect(statSync(path.join(scene.lake, 'ticketlake.duckdb')).mtimeMs).toBe(file);
  expect(await rowsOf(scene.lake, 'SELECT * FROM runs ORDER BY ALL')).toEqual(rows);
  expect(await published(scene.lake)).toEqual(before);
}

export async function expectRenamed(scene: Scene, changes: Partial<Config> = {}): Promise<void> {
  const config = named(scene, 'new', changes);
  const before = await published(scene.lake);
  const names = readdirSync(path.join(scene.lake, 'raw', 'old'));
  const unrenamed = named({ ...scene, lake: copyOf(scene.lake) }, 'old', changes);
  await expect(change(config, { from: 'old', to: 'new' })).resolves.toMatchObject({ outcome: 'done' });
  await expectIsRenamed(scene, before);
  expect(readdirSync(path.join(scene.lake, 'raw', 'new'))).toEqual(names);
  // As if the source had never had another name.
  expect(await ticketsRead(config, 'new')).toEqual(await ticketsRead(unrenamed, 'old'));
  await expectIsRenamed(scene, before);
}

/** What an export asks of a source, and finds. An erased person's tickets are read as changed once more. */
async function ticketsRead(config: Config, name: string) {
  const { sources } = await exportOnce(config);
  const streams = sources.find(({ source }) => source === name)?.streams ?? [];
  const tickets = streams.find(({ stream }) => stream === 'tickets');
  expect(tickets).toMatchObject({ outcome: 'complete', rows_new: 0, rows_deleted: 0 });
  const { mode, requests, rows_read: read, rows_changed: changed } = tickets!;
  return { mode, requests, read, changed, errors: streams.flatMap(({ error }) => error ?? []) };
}

async function expectIsRenamed({ lake }: Scene, before: Tables): Promise<void> {
  expect(await tracesOf(lake, 'old')).toEqual([]);
  expect(sorted(await published(lake))).toEqual(underName(before, 'old', 'new'));
  await expectVerified(lake);
}

export async function expectRemoved(scene: Scene): Promise<void> {
  const config = named(scene, null);
  const before = await published(scene.lake);
  await expect(change(config, { from: 'old', to: null })).resolves.toMatchObject({ outcome: 'done' });
  expect(await tracesOf(scene.lake, 'old')).toEqual([]);
  const left = await published(scene.lake);
  for (const [table, rows] of Object.entries(before)) {
    // Days and open tickets are counted over all sources.
    if (table === 'dates') continue;
    expect({ table, rows: left[table] }).toEqual({ table, rows: rows.filter((row) => row['source'] !== 'old') });
  }
  await expectVerified(scene.lake);
  expect((await exportOnce(config)).exit_code).toBe(0);
}

/** @param next the command that comes after the kill */
export async function expectWholeAfterKill(
  scene: Scene,
  failpoint: Failpoint,
  wanted: 'rename' | 'remove',
  next: 'the same again' | 'export',
): Promise<void> {
  const lake = copyOf(scene.lake);
  const to = wanted === 'rename' ? 'new' : null;
  const here = { ...scene, lake };
  const config = named(here, to);
  const before = await published(lake);
  const killed = await exportInChild(config, { failpoint, change: { from: 'old', to } });
  expect({ failpoint, signal: killed.signal, stderr: killed.stderr }).toEqual({
    failpoint,
    signal: 'SIGKILL',
    stderr: '',
  });
  // Readers have the state before it or the one after it.
  const sources = await rowsOf(lake, 'SELECT DISTINCT source FROM tickets ORDER BY source');
  expect([['notific', 'old'], to === null ? ['notific'] : ['new', 'notific']]).toContainEqual(
    sources.map(({ source }) => source),
  );
  if (next === 'export') expect((await exportOnce(config)).exit_code).toBe(0);
  else {
    // Where the rows were committed, the name is gone: what is left to do is done by the command that says so.
    const again = await change(config, { from: 'old', to }).catch((error: unknown) => error);
    if (again instanceof Error) expect(again).toMatchObject({ code: 'wrong_source' });
    expect((await exportOnce(config)).exit_code).toBe(0);
  }
  expect(await tracesOf(lake, 'old')).toEqual([]);
  if (to !== null) expect(sorted(await published(lake))).toEqual(underName(before, 'old', to));
  await expectVerified(lake);
}

export async function expectGoneIsSaid(scene: Scene): Promise<void> {
  const config = named(scene, null);
  const { exit_code: exitCode, events } = await exportOnce(config);
  expect(exitCode).toBe(0);
  const notes = events.flatMap((event) => (event.type === 'note' && event.source === 'old' ? event.message : []));
  expect(notes).toEqual([
    expect.stringMatching(/not in the configuration any more. Its \d+ tickets stay published.*sources remove old/),
  ]);
  expect(await rowsOf(scene.lake, 'SELECT source, is_configured FROM sources ORDER BY source')).toEqual([
    { source: 'notific', is_configured: 'true' },
    { source: 'old', is_configured: 'false' },
  ]);
  expect(await listSources(config)).toMatchObject([
    { source: 'notific', is_configured: true, is_published: true },
    { source: 'old', is_configured: false, also_in: [] },
  ]);
  await expectVerified(scene.lake);
}

/** A configuration for the command line. */
export function configure({ lake, sandbox, service }: Scene, name: string | null): string {
  const entry = (as: string, vendor: string): string => {
    const { url, key } = sourceOf(sandbox, vendor);
    return `  ${as}: { vendor: ${vendor}, url: "${url}", key: "${key}" }`;
  };
  const entries = [...(name === null ? [] : [entry(name, service)]), entry(OTHER, OTHER)];
  mkdirSync(lake, { recursive: true });
  writeFileSync(path.join(lake, 'ticketlake.yaml'), `lake: .\nsources:\n${entries.join('\n')}\n`);
  return lake;
}

/** Every name that does not fit the lake and the configuration, in one lake. */
export async function expectRefused(scene: Scene): Promise<void> {
  const before = await published(scene.lake);
  const wrong: ReadonlyArray<readonly [name: string | null, change: string[], says: string]> = [
    ['new', ['remove', OTHER], 'is in the configuration'],
    ['old', ['rename', 'old', 'new'], 'is in the configuration'],
    ['old', ['rename', 'old', 'old'], 'is in the configuration'],
    ['new', ['rename', 'odl', 'new'], 'Did you mean "old"?'],
    [null, ['rename', 'old', 'new'], 'there is no source new'],
    ['new', ['rename', 'old', OTHER], `is a source of ${OTHER}`],
  ];
  for (const [name, args, says] of wrong) {
    const { exitCode, stderr } = await run(['sources', ...args, '--yes'], { cwd: configure(scene, name) });
    expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 2, stderr: expect.stringContaining(says) });
  }
  expect(await published(scene.lake)).toEqual(before);
}

export async function expectOthersLoaded(scene: Scene): Promise<void> {
  const { service, sandbox, lake } = scene;
  sandbox.faults.add({ service, kind: 'server_error', times: 1000, endpoint: 'listTickets', after: 2 });
  const result = await exportOnce(named(scene, 'new'));
  expect(result.sources.map(({ source, outcome }) => `${source} ${outcome}`)).toEqual([
    'new failed',
    'notific complete',
  ]);
  const errors = result.sources[0]!.streams.map(({ error }) => error);
  expect(errors).toContainEqual(expect.stringContaining('could not be compared with old'));
  expect((await published(lake))['tickets']!.some((row) => row['source'] === 'new')).toBe(false);
}

/** Another instance of the same service, with other tickets under the same ids. */
export async function expectAnotherIsLoaded(scene: Scene): Promise<void> {
  const other = await startSandbox({ tickets: 20, seed: 77, limits: false, services: [scene.service] });
  try {
    const sources = [sourceOf(other, scene.service, { name: 'new' }), sourceOf(scene.sandbox, OTHER)];
    const result = await exportOnce(configOf(scene.lake, sources));
    expect(result.exit_code).toBe(0);
    // Also what it took to tell the one from the other.
    const counted = result.sources[0]?.streams.reduce((sum, { requests }) => sum + requests, 0);
    expect(counted).toBe(other.requests.count(scene.service));
  } finally {
    await other.close();
  }
}

/** A lake in which tickets count twice already, as earlier versions made it. */
export async function expectTwiceIsSaid(scene: Scene): Promise<void> {
  const [old, other] = named(scene, 'old').sources;
  const both = configOf(scene.lake, [old!, { ...old!, name: 'new' }, other!]);
  expect((await exportOnce(both)).exit_code).toBe(0);
  const config = named(scene, 'new');
  await expect(change(config, { from: 'old', to: 'new' })).rejects.toMatchObject({
    message: 'the lake holds 20 tickets of new already',
    remedy: expect.stringContaining('ticketlake sources remove old'),
  });
  expect(await listSources(config)).toMatchObject([
    { source: 'new', also_in: [{ source: 'old', tickets: 20 }] },
    { source: 'notific' },
    { source: 'old', is_configured: false, also_in: [{ source: 'new', tickets: 20 }] },
  ]);
  const { events } = await exportOnce(config);
  expect(JSON.stringify(events)).toContain('20 tickets of it are also those of new, and count twice');
}
