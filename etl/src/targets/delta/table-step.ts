/** One table of the lake becomes one commit of a Delta table, or none where its rows are there already. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { awaitAllThenThrow } from '../../base/await-all';
import type { CurrentTable } from '../current';
import type { LakeTable, PublishedLake } from '../published-lake';
import { digestOf, relationOf } from '../published-lake';
import { TargetError } from '../store/store';
import type { Step } from '../target';
import { Outrun } from '../target';
import type { Add } from './actions';
import { commitName, logLines } from './actions';
import { CHECKPOINT_EVERY, isBelowCheckpoint, writeCheckpoint } from './checkpoint';
import { actionsOf, commitInfo, ownFiles } from './commit-actions';
import { damagedFiles } from './data-files';
import { newRows } from './grown-rows';
import type { Ownership } from './ownership';
import { folderOf } from './ownership';
import type { PartFile } from './part-file';
import { writePartFile } from './part-file';
import type { Division, Part } from './parts';
import { conditionOf, partsOf } from './parts';
import type { DeltaField, StandingField } from './schema';
import type { LogReader, Snapshot } from './snapshot';
import { applyCommit, snapshotOf } from './snapshot';

/** How a table is to be written, as it stands there now. What must not be written into was refused. */
export interface TableView {
  /** null: the lake has the table no more. */
  table: LakeTable | null;
  snapshot: Snapshot;
  /** Of the lake. */
  fields: readonly DeltaField[];
  /** Of the table, once it is written. */
  grown: readonly StandingField[];
  division: Division;
  partitionColumns: readonly string[];
  ownership: Ownership;
  /** What else than the rows decides what is in a file. */
  form: string;
}

export interface TableWriting {
  log: LogReader;
  lake: PublishedLake;
  look(): Promise<TableView>;
  /** What this lake published of it last. */
  known: CurrentTable | undefined;
  readsBack: boolean;
  keepMs: number;
  now(): number;
  /** Names the lake in the log. */
  app: string;
  /** Grows with each publication of the lake. */
  txn: number;
}

interface WrittenPart {
  file: PartFile;
  add: Add;
}

export class TableStep implements Step {
  /** Once it was committed, or there was nothing to commit. */
  state: CurrentTable | undefined;
  isChanged = false;
  objects = 0;
  bytes = 0;
  private seen: TableView | undefined;
  private isKnown = false;
  private kept = new Set<string>();
  private damaged: ReadonlySet<string> = new Set();
  private missing: Part[] = [];
  private parts: WrittenPart[] = [];
  private rows = 0;

  constructor(
    readonly name: string,
    private readonly writing: TableWriting,
  ) {}

  async plan(): Promise<void> {
    const view = await this.writing.look();
    this.seen = view;
    this.parts = [];
    this.kept = new Set();
    this.missing = [];
    this.damaged = await damagedFiles(view, this.writing);
    this.isKnown = this.damaged.size === 0 && this.isAsKnown(view);
    this.rows = view.table?.rows ?? 0;
    if (this.isKnown || view.table === null || view.ownership.onlyGrows) return;
    const parts = await partsOf(this.writing.log.reader, view.table, view.division, view.fields, view.form);
    const own = ownFiles(view.snapshot, view.ownership);
    for (const part of parts) {
      const source = partitionOf(view, part);
      const standing = own.find(
        ({ path: name, tags, partitionValues }) =>
          tags?.['rows'] === part.hash && (partitionValues['source'] ?? null) === source && !this.damaged.has(name),
      );
      if (standing === undefined) this.missing.push(part);
      else this.kept.add(standing.path);
    }
  }

  async write(): Promise<void> {
    const view = this.looked();
    if (this.isKnown || view.table === null) return;
    const { log, lake } = this.writing;
    const folder = path.join(lake.scratch, 'parts');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    if (view.ownership.onlyGrows) {
      const from = await newRows(log, view.table, view.snapshot, this.damaged, folder);
      const file = await writePartFile(log.reader, from, view.fields, lake.compression, folder);
      if (file.rows > 0) await this.put(view, null, file, file.sha256);
      return;
    }
    const inFile = view.fields.filter(({ name }) => !view.partitionColumns.includes(name));
    for (const part of this.missing) {
      const from = `${relationOf(view.table)} WHERE ${conditionOf(part, view.division)}`;
      const file = await writePartFile(log.reader, from, inFile, lake.compression, folder);
      if (file.rows !== part.rows)
        throw new TargetError(`${this.name} has ${file.rows} rows instead of ${part.rows} after it was written`, AGAIN);
      await this.put(view, partitionOf(view, part), file, part.hash);
    }
  }

  async verify(): Promise<void> {
    for (const { add, file } of this.parts) {
      const found = await this.writing.log.store.sizeOf(`${this.name}/${add.path}`);
      if (found !== file.bytes)
        throw new TargetError(
          `${this.name}/${add.path} has ${found ?? 'no'} bytes after it was written, instead of ${file.bytes}`,
          `${AGAIN} If the problem remains, check the disk or the store.`,
        );
    }
  }

  async commit(): Promise<void> {
    const view = this.looked();
    const { snapshot, grown, partitionColumns, ownership } = view;
    const { log, lake, app, txn, keepMs } = this.writing;
    const now = this.writing.now();
    const added = this.parts.map(({ add }) => add);
    const { kept, damaged } = this;
    const requested = { table: this.name, snapshot, fields: grown, partitionColumns, ownership, kept, damaged, added };
    const actions = this.isKnown ? [] : actionsOf({ ...requested, app, txn, keepMs, now });
    // A file may have been written anew under the name that the log has already.
    this.isChanged = this.objects > 0;
    if (actions.length > 0) {
      const version = snapshot.version + 1;
      const body = logLines([commitInfo(lake, now), ...actions]);
      if (!(await this.isOurs(`${this.name}/${commitName(version)}`, body)))
        throw new Outrun(`others commit to ${this.name} again and again`, AGAIN);
      await this.proveCounted(version);
      applyCommit(snapshot, version, body);
      this.isChanged = true;
      if (version > 0 && version % CHECKPOINT_EVERY === 0)
        await writeCheckpoint(log, this.name, snapshot, { keepMs, now });
    }
    const hash = hashOf(view);
    this.state = { version: snapshot.version, rows: this.rows, hash, lake: lakeDigest(view) };
  }

  /** A file that a version has under the same name stays, and one that another lake may have committed meanwhile. */
  async rollBack(): Promise<void> {
    const { snapshot, ownership } = this.looked();
    if (!ownership.isAlone) return;
    const fresh = this.parts.filter(
      ({ add: { path: name } }) => !snapshot.removed.has(name) && !snapshot.files.has(name),
    );
    await awaitAllThenThrow(fresh.map(({ add }) => this.writing.log.store.delete(`${this.name}/${add.path}`)));
  }

  private looked(): TableView {
    if (this.seen === undefined) throw new Error('a step is planned before it is written');
    return this.seen;
  }

  /** Nothing changed in the lake, and the own files there are those that were committed. */
  private isAsKnown(view: TableView): boolean {
    const { known } = this.writing;
    if (known === undefined || view.snapshot.version < 0 || known.lake !== lakeDigest(view)) return false;
    return known.hash === hashOf(view);
  }

  /** The answer to our own write may have been lost. */
  private async isOurs(name: string, body: Buffer): Promise<boolean> {
    const { store } = this.writing.log;
    return (await store.putIfAbsent(name, body)) || (await store.get(name))?.body.equals(body) === true;
  }

  /** Where others removed old commits meanwhile, the number was free again, and nobody would read the commit. */
  private async proveCounted(version: number): Promise<void> {
    const { log, app, txn } = this.writing;
    if (!(await isBelowCheckpoint(log, this.name, version))) return;
    const now = await snapshotOf(log, this.name);
    if (now.txns.get(app)?.version === txn) return;
    await log.store.delete(`${this.name}/${commitName(version)}`);
    throw new Outrun(`others remove old versions of ${this.name} again and again`, AGAIN);
  }

  private async put({ snapshot }: TableView, source: string | null, file: PartFile, rows: string): Promise<void> {
    const name = `${folderOf(this.name, source)}${file.sha256}.parquet`;
    const add: Add = {
      path: name.slice(this.name.length + 1),
      partitionValues: source === null ? {} : { source },
      size: file.bytes,
      modificationTime: this.writing.now(),
      dataChange: true,
      stats: file.stats,
      tags: { rows },
    };
    this.parts.push({ file, add });
    if (!snapshot.files.has(add.path) || this.damaged.has(add.path)) {
      await this.writing.log.store.put(name, file);
      this.objects += 1;
      this.bytes += file.bytes;
    }
    await rm(file.place, { force: true });
  }
}

const AGAIN = 'Run `ticketlake publish` again.';

function partitionOf({ partitionColumns }: TableView, { source }: Part): string | null {
  return partitionColumns.includes('source') ? source : null;
}

/** Follows from the own rows there. */
function hashOf({ snapshot, ownership }: TableView): string {
  return digestOf(ownFiles(snapshot, ownership).map(({ path: name }) => name));
}

/** Follows from the lake's files, and from how they are written. */
function lakeDigest({ table, form, grown, partitionColumns }: TableView): string {
  return digestOf([
    table?.digest ?? '',
    form,
    JSON.stringify([grown.map(({ name, type }) => [name, type]), partitionColumns]),
  ]);
}
