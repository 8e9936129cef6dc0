/**
 * Parquet files in a store: each is named by its content and never changed, and the manifest, which names those that
 * belong together, is replaced last. Files that it names no more stay for as long as `keep:` says.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { sha256Of } from '../base/files';
import { awaitAllThenThrow } from '../base/await-all';
import type { TargetConfig } from '../config/config';
import { hashOf } from '../publish/companions';
import type { Manifest } from '../publish/manifest';
import { manifestIn } from '../publish/manifest';
import type { KnownCurrent } from './current';
import { currentOf, readCurrent, refuseNewer, refuseUnknownRun, refuseUnknownSources, writeCurrent } from './current';
import { jsonOf } from '../base/json-text';
import type { LakeTable, PublishedLake } from './published-lake';
import { digestOf } from './published-lake';
import type { LocalFile, ReadObject, Store, StoredObject } from './store/store';
import { TargetError } from './store/store';
import type { Publication, PublicationOptions, ReadBack, Step, Target, TargetReport } from './target';

const MANIFEST = '_manifest.json';
const DATA = 'data/';
/** Whatever else lies there is not ours to remove. */
const OWN = /^data\/[^/]+\/[0-9a-f]{64}\.parquet$/;
const WRITER = z.object({ lake_id: z.string() });

export class ParquetTarget implements Target {
  constructor(
    private readonly store: Store,
    private readonly config: Pick<TargetConfig, 'keepMs'>,
  ) {}

  publication(lake: PublishedLake, options: PublicationOptions): Publication {
    return new ParquetPublication(this.store, this.config.keepMs, lake, options);
  }

  /** The bytes are those of the lake, so the rows are, too. */
  async readBack(lake: PublishedLake): Promise<ReadBack[]> {
    const { manifest } = ownManifest(await this.store.get(MANIFEST), lake.id);
    if (manifest === null) return [{ table: null, object: MANIFEST, message: 'is not there' }];
    const found: ReadBack[] = [];
    if (manifest.run_id !== lake.manifest.run_id)
      found.push({ table: null, object: MANIFEST, message: behind(manifest.run_id, lake.manifest.run_id) });
    const named = new Set(manifest.files.map((entry) => entry.path));
    for (const table of lake.tables)
      for (const { name, sha256 } of wantedFiles(table)) {
        const where = { table: table.name, object: name };
        if (!named.has(name)) found.push({ ...where, message: 'is not in the manifest' });
        else for (const message of await differences(this.store, lake, name, sha256)) found.push({ ...where, message });
      }
    for (const { name, sha256 } of companionFiles(lake))
      for (const message of await differences(this.store, lake, name, sha256))
        found.push({ table: null, object: name, message });
    const requested = new Set(lake.tables.flatMap((table) => wantedFiles(table).map(({ name }) => name)));
    for (const entry of manifest.files)
      if (!requested.has(entry.path))
        found.push({ table: entry.table, object: entry.path, message: 'is not what the lake holds' });
    return found;
  }
}

async function differences(store: Store, lake: PublishedLake, name: string, sha256: string): Promise<string[]> {
  const place = path.join(lake.scratch, 'read-back.parquet');
  if (!(await store.fetch(name, place))) return ['is not there'];
  return (await sha256Of(place)) === sha256 ? [] : ['its bytes are not those that were published'];
}

export function behind(there: string, lake: string): string {
  return `holds run ${there}, and the lake run ${lake}: run \`ticketlake publish\``;
}

interface WantedFile extends LocalFile {
  name: string;
}

function wantedFiles({ name: table, files }: LakeTable): WantedFile[] {
  return files.map(({ place, entry: { bytes, sha256 } }) => {
    return { name: `${DATA}${table}/${sha256}.parquet`, place, bytes, sha256 };
  });
}

/** What describes the files. They are not named by their content: people look for them. */
function companionFiles({ companions, scratch }: PublishedLake): WantedFile[] {
  return [...companions].map(([name, text]) => {
    return { name, place: path.join(scratch, name), bytes: Buffer.byteLength(text), sha256: hashOf(text) };
  });
}

/** @throws TargetError when what stands there is not of this lake */
function ownManifest(found: ReadObject | null, lakeId: string): { manifest: Manifest | null; tag: string | null } {
  if (found === null) return { manifest: null, tag: null };
  const manifest = manifestIn(found.body.toString('utf8'));
  const writer = WRITER.safeParse(jsonOf(found.body)).data?.lake_id ?? null;
  const empty = 'Give this target an empty folder';
  if (manifest === null || writer === null)
    throw new TargetError(`${MANIFEST} stands there, and no target of Ticketlake wrote it`, `${empty}.`);
  if (writer !== lakeId)
    throw new TargetError(
      `the lake ${writer} publishes there, and this one is ${lakeId}`,
      `${empty}. If it is the same lake, write lake_id: ${writer} into the configuration.`,
    );
  return { manifest, tag: found.tag };
}

class ParquetPublication implements Publication {
  private known: KnownCurrent = { current: null, tag: null };
  private before: { manifest: Manifest | null; tag: string | null } = { manifest: null, tag: null };
  private standing = new Map<string, StoredObject>();
  private readonly requested: WantedFile[];
  private missing: WantedFile[] = [];
  private outdated: WantedFile[] = [];

  constructor(
    private readonly store: Store,
    private readonly keepMs: number,
    private readonly lake: PublishedLake,
    private readonly options: PublicationOptions,
  ) {
    this.requested = lake.tables.flatMap(wantedFiles);
  }

  async begin(): Promise<void> {
    const { store, lake } = this;
    this.known = await readCurrent(store, lake.id);
    refuseUnknownSources(this.known.current?.sources ?? [], this.options.sources, lake.id);
    refuseUnknownRun(this.known, lake, this.options.runs);
    this.before = ownManifest(await store.get(MANIFEST), lake.id);
    if (this.before.manifest !== null) refuseNewer(this.before.manifest.published_at, lake.manifest.published_at);
  }

  steps(): Step[] {
    return [
      {
        name: 'files',
        plan: () => this.plan(),
        write: () => this.write(),
        verify: () => this.verify(),
        commit: () => this.commit(),
        rollBack: () => this.rollBack(),
      },
    ];
  }

  async finish(): Promise<TargetReport> {
    const { lake, missing } = this;
    const retired = await this.vacuum();
    const current = currentOf(this.lake, {
      tables: Object.fromEntries(
        this.lake.tables.map((table) => [table.name, { ...stateOf(table), lake: table.digest }]),
      ),
      retired,
      vacuumed_at: new Date(this.options.now()).toISOString(),
    });
    await writeCurrent(this.store, this.known, current);
    const put = new Set(missing.map(({ name }) => name));
    const sent = [...missing, ...this.outdated];
    return {
      tables: Object.fromEntries(lake.tables.map((table) => [table.name, stateOf(table)])),
      changed: lake.tables
        .filter((table) => wantedFiles(table).some(({ name }) => put.has(name)))
        .map(({ name }) => name),
      objects: sent.length,
      bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  private async plan(): Promise<void> {
    this.standing = new Map((await this.store.list(DATA)).map((object) => [object.name, object]));
    this.missing = [];
    for (const file of this.requested) if (await this.isToPut(file)) this.missing.push(file);
    this.outdated = [];
    for (const file of companionFiles(this.lake)) if (await this.isOutdated(file)) this.outdated.push(file);
  }

  private async isOutdated({ name, bytes, sha256 }: WantedFile): Promise<boolean> {
    if (this.before.manifest?.companions?.[name] !== sha256) return true;
    if (this.options.readsBack) return (await differences(this.store, this.lake, name, sha256)).length > 0;
    return (await this.store.sizeOf(name)) !== bytes;
  }

  private async isToPut({ name, bytes, sha256 }: WantedFile): Promise<boolean> {
    if (this.standing.get(name)?.bytes !== bytes) return true;
    return this.options.readsBack && (await differences(this.store, this.lake, name, sha256)).length > 0;
  }

  private async write(): Promise<void> {
    for (const file of this.missing) await this.store.put(file.name, file);
    for (const file of this.outdated) {
      await writeFile(file.place, this.lake.companions.get(file.name) ?? '');
      await this.store.put(file.name, file);
    }
  }

  private async verify(): Promise<void> {
    for (const { name, bytes } of [...this.missing, ...this.outdated]) {
      const found = await this.store.sizeOf(name);
      if (found !== bytes)
        throw new TargetError(
          `${name} has ${found ?? 'no'} bytes after it was written, instead of ${bytes}`,
          'Run `ticketlake publish` again. If the problem remains, check the disk or the store.',
        );
    }
  }

  private async commit(): Promise<void> {
    const { store, lake, before } = this;
    const files = lake.tables.flatMap(({ name: table, files: own }) =>
      own.map(({ entry }) => ({ ...entry, path: `${DATA}${table}/${entry.sha256}.parquet` })),
    );
    const { schema_version, run_id, published_at, timezone, tables, field_tables, awaits_tickets } = lake.manifest;
    const companions = Object.fromEntries(companionFiles(lake).map(({ name, sha256 }) => [name, sha256]));
    const head = { schema_version, run_id, published_at, timezone, tables };
    const about = { ...head, lake_id: lake.id };
    const manifest = {
      ...about,
      files,
      field_tables,
      awaits_tickets,
      ...(lake.companions.size === 0 ? {} : { companions }),
    };
    const body = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    if (await store.replaceIf(MANIFEST, body, before.tag)) return;
    // The answer to our own write may have been lost.
    if ((await store.get(MANIFEST))?.body.equals(body)) return;
    throw new TargetError(
      `${MANIFEST} was replaced while this ran: another program publishes there`,
      'Let one lake publish there, then run `ticketlake publish`.',
    );
  }

  /** What stood there before stays: an older manifest may name it. */
  private async rollBack(): Promise<void> {
    const own = this.missing.filter(({ name }) => !this.standing.has(name));
    await awaitAllThenThrow(own.map(({ name }) => this.store.delete(name)));
  }

  /** @returns what stays until its time has come */
  private async vacuum(): Promise<Record<string, string>> {
    const { keepMs, options, known } = this;
    const named = new Set(this.requested.map(({ name }) => name));
    const now = options.now();
    const kept: Record<string, string> = {};
    for (const { name } of await this.store.list(DATA)) {
      if (named.has(name) || !OWN.test(name)) continue;
      const since = known.current?.retired[name] ?? new Date(now).toISOString();
      if (options.purge || now - Date.parse(since) > keepMs) await this.store.delete(name);
      else kept[name] = since;
    }
    return kept;
  }
}

function stateOf({ rows, files }: LakeTable): { version: null; rows: number; hash: string } {
  return { version: null, rows, hash: digestOf(files.map(({ entry }) => entry.sha256)) };
}
