/**
 * Delta Lake: each table in a folder of its own, each commit one object. A reader sees the version before it or this one,
 * whatever dies when. Several lakes may share the tables, each with the partitions of its own sources.
 */
import { microsOf } from '../../../../vendors/time';
import type { TargetConfig } from '../../config/config';
import type { KnownCurrent } from '../current';
import { currentOf, readCurrent, refuseNewer, refuseUnknownRun, refuseUnknownSources, writeCurrent } from '../current';
import type { LakeTable, PublishedLake } from '../published-lake';
import type { Store } from '../store/store';
import type { Publication, PublicationOptions, ReadBack, Step, Target, TargetReport } from '../target';
import { Claims } from './claims';
import { appOf, viewOf } from './table-view';
import type { Viewing } from './table-view';
import type { TableView } from './table-step';
import { TableStep } from './table-step';
import { readBackTable } from './read-back';
import { vacuumTable } from './vacuum';

const DAY_MS = 86_400_000;

export type DeltaOptions = Pick<TargetConfig, 'localTimes' | 'partitionBy' | 'keepMs'>;

export class DeltaTarget implements Target {
  constructor(
    private readonly store: Store,
    private readonly options: DeltaOptions,
  ) {}

  publication(lake: PublishedLake, options: PublicationOptions): Publication {
    return new DeltaPublication(this.store, this.options, lake, options);
  }

  async readBack(lake: PublishedLake): Promise<ReadBack[]> {
    const claims = new Claims(this.store, ownClaim(lake, this.options));
    await claims.look();
    const viewing = viewingOf(this.store, this.options, lake, claims);
    const found: ReadBack[] = [];
    for (const table of lake.tables)
      for (const each of await readBackTable(await viewOf(viewing, table.name, table), viewing)) found.push(each);
    return found;
  }
}

function ownClaim({ id, timezone }: PublishedLake, { localTimes, partitionBy }: DeltaOptions) {
  return { lake_id: id, timezone, local_times: localTimes, partition_by: partitionBy };
}

function viewingOf(store: Store, options: DeltaOptions, lake: PublishedLake, claims: Claims): Viewing {
  const log = { store, reader: lake.reader, scratch: lake.scratch };
  return { log, lake, claims, ...options, txn: Number(microsOf(lake.manifest.published_at)) };
}

class DeltaPublication implements Publication {
  private known: KnownCurrent = { current: null, tag: null };
  private readonly claims: Claims;
  private readonly viewing: Viewing;
  private readonly tables: TableStep[] = [];

  constructor(
    private readonly store: Store,
    private readonly options: DeltaOptions,
    private readonly lake: PublishedLake,
    private readonly asked: PublicationOptions,
  ) {
    this.claims = new Claims(store, ownClaim(lake, options));
    this.viewing = viewingOf(store, options, lake, this.claims);
  }

  async begin(): Promise<void> {
    const { store, lake, claims, viewing, asked } = this;
    this.known = await readCurrent(store, lake.id);
    if (this.known.current !== null) refuseNewer(this.known.current.published_at, lake.manifest.published_at);
    await claims.look();
    const there = [...claims.sources, ...(this.known.current?.sources ?? [])];
    refuseUnknownSources(there, asked.sources, lake.id);
    refuseUnknownRun(this.known, lake, asked.runs);
    await claims.claim(lake.sources);
    // All are looked at before the first is written: what is refused leaves every table as it was.
    try {
      for (const [name, table] of this.requested())
        this.tables.push(this.step(name, table, await viewOf(viewing, name, table)));
    } catch (error) {
      await claims.takeBack();
      throw error;
    }
  }

  steps(): Step[] {
    return this.tables;
  }

  async finish(): Promise<TargetReport> {
    const { claims, lake, tables } = this;
    const vacuumedAt = await this.vacuum();
    const states = tables.flatMap(({ name, state }) => (state === undefined ? [] : [[name, state] as const]));
    // A table that the lake has no more is empty there now.
    const held = new Set(lake.tables.map(({ name }) => name));
    const current = Object.fromEntries(states.filter(([name]) => held.has(name)));
    await writeCurrent(
      this.store,
      this.known,
      currentOf(this.lake, { tables: current, retired: {}, vacuumed_at: vacuumedAt }),
    );
    await claims.release(lake.sources);
    return {
      tables: Object.fromEntries(
        Object.entries(current).map(([name, { version, rows, hash }]) => [name, { version, rows, hash }]),
      ),
      changed: tables.filter(({ isChanged }) => isChanged).map(({ name }) => name),
      objects: tables.reduce((sum, { objects }) => sum + objects, 0),
      bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** Also tables that were published and that the lake has no more. */
  private requested(): Array<[string, LakeTable | null]> {
    const held = this.lake.tables.map((table): [string, LakeTable | null] => [table.name, table]);
    const names = new Set(held.map(([name]) => name));
    const gone = Object.keys(this.known.current?.tables ?? {}).filter((name) => !names.has(name));
    return [...held, ...gone.map((name): [string, null] => [name, null])];
  }

  /** @param first how the table was found; it is looked at anew when others were faster */
  private step(name: string, table: LakeTable | null, first: TableView): TableStep {
    const { lake, viewing, options, asked, known } = this;
    let seen: TableView | undefined = first;
    const look = (): Promise<TableView> => {
      const view = seen === undefined ? viewOf(viewing, name, table) : Promise.resolve(seen);
      seen = undefined;
      return view;
    };
    return new TableStep(name, {
      log: viewing.log,
      lake,
      look,
      known: known.current?.tables[name],
      readsBack: asked.readsBack,
      keepMs: options.keepMs,
      now: asked.now,
      app: appOf(lake.id),
      txn: viewing.txn,
    });
  }

  /** @returns when it was done last */
  private async vacuum(): Promise<string | null> {
    const { asked, options, viewing, known, tables } = this;
    const now = asked.now();
    const last = known.current?.vacuumed_at ?? null;
    const isDue = last === null || now - Date.parse(last) >= Math.min(DAY_MS, options.keepMs);
    if (!isDue && !asked.purge) return last;
    for (const { name } of tables) {
      const { ownership } = await viewOf(viewing, name, this.lake.tables.find((table) => table.name === name) ?? null);
      await vacuumTable(viewing.log, name, ownership, { keepMs: options.keepMs, now }, asked.purge);
    }
    return new Date(now).toISOString();
  }
}
