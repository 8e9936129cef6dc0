/** Rebuilds the rows of one source from raw/, in a copy of the working database. */
import type { PagingContext, Stream } from '../../../vendors/vendor';
import { settingsOf } from '../config/config';
import type { FinishedEntry } from '../raw/journal';
import { entryIn } from '../raw/journal';
import { storedPageOf } from '../raw/unloaded-pages';
import { PageSink } from '../sync/page-sink';
import type { ParsedPage } from '../raw/spool';
import { SpoolWriter, brokenPageText, streamIn } from '../raw/spool';
import { createLoader } from '../load/loader';
import type { LoadCounts } from '../raw/page';
import { plainText } from '../../../markup/plain-text';
import { ownTables } from '../load/stream-counts';
import { zoneRule } from '../mapping/zone-rule';
import type { RunRow } from '../base/run-row';
import { recordFullScans, saveStates } from '../checkpoints/stream-state';
import { createWorkList } from '../checkpoints/work-list';
import type { Damage, RawRun } from './raw-pages';
import { holdsAll, pagesOfRun, rawRuns } from './raw-pages';
import {
  COUNTED_TABLES,
  clearRows,
  differences,
  finishOverlay,
  forgetFullScan,
  markGoneAgain,
  restoreGoneTickets,
  restoreRows,
  restoreWork,
} from './rebuilt';
import type { ReplayParts } from './replay-rows';
import { ReplayRows } from './replay-rows';

/**
 * rebuild: raw/ holds every page that was ever loaded. overlay: it does not, so that what it tells is laid over the
 * stored rows. restart: nothing is stored, and nobody knows what raw/ lacks.
 */
type ReplayMode = 'rebuild' | 'overlay' | 'restart';

export class SourceReplay {
  private rows: ReplayRows;
  private damages: Damage[] = [];
  private span: { from: string; to: string } | null = null;

  constructor(private readonly parts: ReplayParts) {
    this.rows = new ReplayRows(parts);
  }

  /** @returns rows of `runs`, a stream each; none when the run was told to end, or raw/ holds nothing of the source */
  async run(): Promise<RunRow[]> {
    const { working, rawFolder, source, signal } = this.parts;
    const runs = await rawRuns(rawFolder, source.name);
    if (runs.length === 0) {
      this.note('warning', 'raw/ holds nothing of this source, so its rows are kept as they are');
      return [];
    }
    const loadedTo = await createWorkList(working, source.name).loadedTo();
    let mode: ReplayMode =
      loadedTo.size === 0 ? 'restart' : (await holdsAll(rawFolder, loadedTo)) ? 'rebuild' : 'overlay';
    if (mode === 'rebuild') await working.transaction((session) => clearRows(session, source.name));
    await this.load(runs, loadedTo, mode);
    if (mode === 'rebuild' && this.damages.length > 0) {
      mode = 'overlay';
      await working.transaction((session) => restoreRows(session, source.name));
      this.rows = new ReplayRows(this.parts);
      await this.load(runs, loadedTo, mode);
    }
    if (signal.aborted) return [];
    await this.reconcile(mode);
    this.sayWhatIsCovered(mode);
    return this.finished();
  }

  private async load(runs: readonly RawRun[], loadedTo: ReadonlyMap<string, number>, mode: ReplayMode): Promise<void> {
    this.damages = [];
    this.span = null;
    for (const run of runs) {
      if (this.parts.signal.aborted) return;
      await this.loadRun(run, loadedTo, mode);
    }
  }

  /** By the run's own name: of two readings within a run the row itself says which one is the older. */
  private async loadRun(run: RawRun, loadedTo: ReadonlyMap<string, number>, mode: ReplayMode): Promise<void> {
    const { rawFolder, source, signal } = this.parts;
    const sink = this.sinkOf(run.runId);
    const context = await this.pagingContext();
    const damaged = (damage: Damage): void => {
      this.damages.push(damage);
    };
    for await (const page of pagesOfRun(rawFolder, run, loadedTo, damaged)) {
      if (signal.aborted) break;
      const stream = source.vendor.streams.find(({ name }) => name === page.stream);
      if (stream) await this.add(sink, page, stream, context);
      else await this.conclude(sink, page, mode);
    }
    await sink.flush();
  }

  private async add(sink: PageSink, page: ParsedPage, stream: Stream, context: PagingContext): Promise<void> {
    const stored = storedPageOf(page, stream, context);
    if (!stored) {
      const { file, start: at } = page.place;
      this.damages.push({ file, at, kind: 'broken' });
      return;
    }
    this.parts.clock.advancePast(page.receivedAt);
    this.span = { from: this.span?.from ?? page.receivedAt, to: page.receivedAt };
    this.rows.page(stream.name, stored.records.length);
    await sink.add(stored);
  }

  private async conclude(sink: PageSink, page: ParsedPage, mode: ReplayMode): Promise<void> {
    const entry = entryIn(page);
    if (!entry) return;
    await sink.flush();
    this.parts.clock.advancePast(entry.at);
    if (entry.kind === 'finished') await this.finish(entry, mode);
    else if (mode === 'restart') {
      const { working, source } = this.parts;
      await working.transaction((session) => markGoneAgain(session, source.name, entry.at, entry.tickets));
    }
  }

  private async finish(
    { stream, finished, wholeSince: fullScanStartedAt }: FinishedEntry,
    mode: ReplayMode,
  ): Promise<void> {
    const { working, source } = this.parts;
    await working.transaction(async (session) => {
      if (mode === 'restart') await saveStates(session, source.name, [{ stream, finished }]);
      if (fullScanStartedAt === null) return;
      await recordFullScans(session, source.name, [{ stream, since: fullScanStartedAt, at: finished.at }]);
    });
  }

  private async reconcile(mode: ReplayMode): Promise<void> {
    const { working, source } = this.parts;
    await working.transaction(async (session) => {
      if (mode === 'restart') {
        await forgetFullScan(session, source.name);
        return;
      }
      await restoreWork(session, source.name);
      if (mode === 'rebuild') await restoreGoneTickets(session, source.name);
      else await finishOverlay(session, source.name);
    });
  }

  private async finished(): Promise<RunRow[]> {
    const { working, source } = this.parts;
    for (const table of COUNTED_TABLES) {
      for (const [name, counts] of await differences(working, table, source.name)) {
        const stream = source.vendor.streams.find((each) => each.name === name);
        if (stream && ownTables(stream).includes(table)) this.rows.differ(name, counts);
      }
    }
    for (const { stream, damages } of this.damagesByStream()) {
      const [first, ...more] = damages.map(damageText);
      const rest = more.length === 0 ? '' : `; ${more.length} more places, which \`ticketlake verify\` names`;
      this.rows.problem(stream, `${first ?? ''}${rest}`);
    }
    return this.rows.finish(await createWorkList(working, source.name).storedTickets());
  }

  private damagesByStream(): Array<{ stream: string; damages: readonly Damage[] }> {
    const streams = new Set(this.damages.map(({ file }) => streamIn(file)));
    return [...streams].map((stream) => ({
      stream,
      damages: this.damages.filter(({ file }) => streamIn(file) === stream),
    }));
  }

  /** Nothing is put into it: it loads in batches what is on disk already. */
  private sinkOf(runId: string): PageSink {
    const { working, rawFolder, source, redact, clock } = this.parts;
    const loader = createLoader(working, { source, runId, zoneRule, plainText });
    return new PageSink({
      source: source.name,
      spool: new SpoolWriter(rawFolder, source.name, runId),
      mask: redact,
      secretMembers: source.vendor.secretMembers,
      mayHoldSecret: () => true,
      erase: (answer) => answer,
      since: source.since,
      stamp: () => clock.nextTimestamp(),
      batch: () => loader.batch(),
      received: () => undefined,
      loaded: (counts: ReadonlyMap<string, LoadCounts>) => {
        this.rows.loaded(counts);
      },
    });
  }

  private async pagingContext(): Promise<PagingContext> {
    const { working, source } = this.parts;
    const queueIds = await createWorkList(working, source.name).queueIds();
    return { settings: settingsOf(source), queueIds };
  }

  private sayWhatIsCovered(mode: ReplayMode): void {
    const { from, to } = this.span ?? { from: 'nothing', to: 'nothing' };
    const span = `${from.slice(0, 16)}Z to ${to.slice(0, 16)}Z`;
    const sentences: Record<ReplayMode, string> = {
      rebuild: `raw/ holds everything that was ever read (${span}), so all rows are rebuilt`,
      overlay: `raw/ holds only what was read from ${span}, so rows that are not in it are kept as they are`,
      restart: `the working database knew nothing of this source, so it is rebuilt from what raw/ holds (${span}), and the next export reads everything`,
    };
    this.note(mode === 'rebuild' ? 'info' : 'warning', sentences[mode]);
  }

  private note(level: 'info' | 'warning', message: string): void {
    this.parts.listener({ type: 'note', source: this.parts.source.name, stream: null, level, message });
  }
}

function damageText({ file, at, kind }: Damage): string {
  return kind === 'torn'
    ? `raw/${file} cannot be read from byte ${at} on, so its records from there on are not replayed`
    : `${brokenPageText({ file, at })}. It is skipped, and its records are not replayed`;
}
