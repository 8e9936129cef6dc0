/** Puts together what one source needs in one run: its checkpoints, its sink, its rows of the run, and its context. */
import { plainText } from '../../../markup/plain-text';
import type { Redact } from '../../../vendors/redact';
import { secretMask } from '../../../vendors/redact';
import { secretHint } from '../../../vendors/secret-hint';
import type { LakeClock } from '../base/clock';
import type { Listener } from '../base/events';
import { failpoint } from '../base/failpoint';
import type { ExportOptions } from '../base/run-result';
import { TicketQueue } from '../checkpoints/ticket-queue';
import { createWorkList } from '../checkpoints/work-list';
import type { Config } from '../config/config';
import { createLoader } from '../load/loader';
import { zoneRule } from '../mapping/zone-rule';
import { recurringErasure } from '../privacy/recurring';
import { Journal } from '../raw/journal';
import type { BrokenPage } from '../raw/spool';
import { SpoolWriter, brokenPageText } from '../raw/spool';
import { unloadedPages } from '../raw/unloaded-pages';
import type { WorkingDatabase } from '../store/database';
import { saveRunRows } from '../store/runs';
import { Contracts } from './contract';
import type { CheckedSource } from './key-check';
import { PageSink } from './page-sink';
import { PagingMemory } from './source-context';
import type { SourceContext } from './source-context';
import { SourceFaults } from './source-faults';
import { SourceLog } from './source-log';
import type { UnloadedPages } from './source-run';
import { SourceRun } from './source-run';
import { StreamRows } from './stream-rows';

/** What the sources of a run share. */
export interface RunParts {
  runId: string;
  config: Config;
  options: ExportOptions;
  working: WorkingDatabase;
  /** The folder `raw` of the lake. */
  raw: string;
  clock: LakeClock;
  /** The machine's clock, epoch ms. */
  machineNow(): number;
  listener: Listener;
  redact: Redact;
  /** Publishes what was read so far, when the last publication is old enough. */
  publisher: { isDue(): boolean; publish(): Promise<void> };
}

export interface AssembledSource {
  run: SourceRun;
  rows: StreamRows;
  /** To be called when the run of the source has ended, however it did. */
  close(): Promise<void>;
}

/** @param unanswered why nobody knows whether the lake holds its tickets already; null: it was asked. Then the source fails */
export async function assembleSource(
  { source, connection, findings }: CheckedSource,
  parts: RunParts,
  unanswered: string | null,
): Promise<AssembledSource> {
  const { config, options, working, clock, redact, listener, runId, raw, publisher } = parts;
  const work = createWorkList(working, source.name);
  const paging = new PagingMemory(source, work);
  const erase = (await recurringErasure(config.lake))(source.name);
  const queuesChanged = (): void => {
    paging.forget();
  };
  const loader = createLoader(working, { source, runId, zoneRule, plainText, isConfirmed: true, queuesChanged });
  const rows = new StreamRows({
    start: { run_id: runId, source: source.name, vendor: source.vendor.name },
    stamp: () => clock.nextTimestamp(),
    counts: connection.counters,
    redact,
    saveRows: async (saved) => {
      await saveRunRows(working, saved);
      failpoint('run.row_saved');
    },
    emit: listener,
  });
  const spool = new SpoolWriter(raw, source.name, runId);
  // The keys of all sources: two of them may name one service.
  const keys = config.sources.map(({ key }) => key);
  const sink = new PageSink({
    source: source.name,
    spool,
    mask: secretMask(keys),
    secretMembers: source.vendor.secretMembers,
    mayHoldSecret: secretHint(keys, source.vendor.secretMembers),
    erase,
    since: options.since ?? source.since,
    stamp: () => clock.nextTimestamp(),
    batch: () => loader.batch(),
    received: (stream, records) => {
      rows.received(stream, records);
    },
    loaded: (counts) => {
      rows.loaded(counts);
    },
  });
  const log = new SourceLog(source.name, listener, redact, connection.counters);
  const context: SourceContext = {
    config,
    source,
    options,
    call: connection.call,
    times: { clock, machineNow: () => parts.machineNow(), serverNow: () => connection.serverNow() },
    work,
    paging,
    queue: new TicketQueue(working, source.name),
    sink,
    journal: new Journal(spool, source.name),
    contracts:
      config.contract === 'freeze'
        ? new Contracts((stream) => work.knownShape(stream), source.vendor.secretMembers)
        : null,
    faults: new SourceFaults(log, options.signal),
    log,
    publishSoon: async () => {
      if (!publisher.isDue()) return;
      await sink.flush();
      await publisher.publish();
    },
  };
  if (unanswered !== null) context.faults.fail(unanswered);
  const broken = (page: BrokenPage): void => {
    const message = `${brokenPageText(page)}. It is skipped, and its records are requested again`;
    listener({ type: 'note', source: source.name, stream: null, level: 'warning', message });
  };
  const unloaded: UnloadedPages = async function* (paging) {
    yield* unloadedPages(raw, source, await work.loadedTo(), paging, broken);
  };
  return { run: new SourceRun(context, rows, unloaded, findings), rows, close: () => spool.close() };
}
