/** What an export would do, without doing it: no request is sent, nothing is written. */
import type { Plan, Stream, StreamName } from '../../../vendors/vendor';
import type { Config, SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import { sharedWith } from '../config/lake-folder';
import type { FullReason } from '../sync/scan-mode';
import { mostQuestions } from '../sync/deletions';
import type { FileListUse } from '../sync/file-lists';
import { fileListUse, wantsAttachments } from '../sync/file-lists';
import { canResume, fullScanReason, isDue, rescanScope, scopeOf } from '../sync/scan-mode';
import { chosenStreams } from '../sync/stream-choice';
import { instantOfDate } from '../../../vendors/time';
import type { Estimate, RequestBudget } from './estimate';
import {
  budgetsOf,
  fullEstimate,
  incrementalEstimate,
  listEstimate,
  secondsAtQuota,
  sum,
  ticketEstimate,
} from './estimate';
import type { Knowledge, SourceKnowledge } from './knowledge';
import { openKnowledge } from './knowledge';
import type { PlannedTable } from './tables';
import { plannedTables } from './tables';
import type { PlannedTarget } from '../targets/estimate';
import { plannedTargets } from '../targets/estimate';

export interface PlanOptions {
  sources?: readonly string[];
  streams?: readonly StreamName[];
  full: boolean;
  /** `YYYY-MM-DD`; overrides the sources' own. */
  since: string | null;
}

export interface PlannedStream extends Estimate {
  stream: string;
  mode: 'full' | 'incremental';
  /** Why everything is read; null for an incremental reading, and for calls a ticket. */
  reason: FullReason | null;
  /** Canonical instant from which on changes are asked for. */
  changed_since: string | null;
  /** An interrupted scan is gone on with. */
  resumes: boolean;
  /** Parts of the list that are asked for, as far as they are known beforehand; null: a call a ticket. */
  slices: string[] | null;
  /** Tickets that are asked for one by one; null: not known, or no such stream. */
  tickets: number | null;
  /** At most so many requests more: tickets that a complete scan misses are asked for by their ids. */
  deletion_checks: number;
}

export interface PlannedSource {
  source: string;
  vendor: string;
  streams: PlannedStream[];
  requests: number | null;
  least: boolean;
  budgets: RequestBudget[];
  /** How long the quota makes it wait; null: the requests are not known. */
  seconds_at_quota: number | null;
}

export interface ExportPlan {
  lake: string;
  known_from: Knowledge['from'];
  note: string | null;
  /** What speaks against the lake's folder. */
  warning: string | null;
  sources: PlannedSource[];
  tables: PlannedTable[];
  targets: PlannedTarget[];
}

/**
 * @param now epoch ms
 * @throws LakeError when a newer version wrote the lake, or it cannot be read
 */
export async function planExport(config: Config, options: PlanOptions, now: number): Promise<ExportPlan> {
  const knowledge = await openKnowledge(config.lake);
  try {
    const selected = config.sources.filter(({ name }) => options.sources?.includes(name) ?? true);
    const sources: PlannedSource[] = [];
    for (const source of selected)
      sources.push(await new SourcePlan(config, source, options, knowledge.of(source), now).make());
    const streams = selected.flatMap((source) => chosenStreams(source, options.streams));
    const { from, note } = knowledge;
    const tables = await plannedTables(config.lake, streams);
    const warning = sharedWith(config.lake, config.file);
    const targets = await plannedTargets(config);
    return { lake: config.lake, known_from: from, note, warning, sources, tables, targets };
  } finally {
    await knowledge.close();
  }
}

class SourcePlan {
  /** Of the tickets in this plan: what hangs on them is read after it. */
  private tickets: PlannedStream | undefined;

  constructor(
    private readonly config: Config,
    private readonly source: SourceConfig,
    private readonly options: PlanOptions,
    private readonly known: SourceKnowledge,
    private readonly now: number,
  ) {}

  async make(): Promise<PlannedSource> {
    const streams: PlannedStream[] = [];
    for (const stream of chosenStreams(this.source, this.options.streams)) {
      const planned = stream.scope === 'ticket' ? await this.ticketCalls(stream) : await this.list(stream);
      if (stream.name === 'tickets') this.tickets = planned;
      streams.push(planned);
    }
    const budgets = budgetsOf(this.source);
    const { requests, least } = sum(streams);
    const seconds = requests === null ? null : secondsAtQuota(requests, budgets);
    const { name, vendor } = this.source;
    return { source: name, vendor: vendor.name, streams, requests, least, budgets, seconds_at_quota: seconds };
  }

  private async list(stream: Stream): Promise<PlannedStream> {
    const isTickets = stream.name === 'tickets';
    const state = await this.known.state(stream.name);
    const since = this.options.since ?? this.source.since;
    const projects = scopeOf(this.source.projects);
    const reason = fullScanReason({
      isTickets,
      full: this.options.full,
      since,
      projects,
      state,
      isFullDue: (lastFullAt) => this.isDue(lastFullAt, this.config.fullScanEveryMs),
    });
    const mode = reason === null ? 'incremental' : 'full';
    const open = await this.known.openScan(stream.name);
    const resumes = open !== null && canResume(open, { mode, since, projects }, (at, every) => this.isDue(at, every));
    const watermark = state.watermark ?? { created_at: null, updated_at: null };
    const readAs = resumes ? open.mode : mode;
    const planned = resumes ? null : await this.dryPlan(stream, mode, watermark, since, state.lastCompleteAt === null);
    const parts = resumes
      ? (await this.known.openSlices(stream.name)).map(({ slice }) => slice)
      : (planned?.slices ?? []);
    const slices = parts.map(({ key }) => key);
    const provesDeletions = isTickets && (resumes ? open.complete : planned?.complete === true && since === null);
    return {
      stream: stream.name,
      mode: readAs,
      reason: readAs === 'full' ? reason : null,
      changed_since: readAs === 'incremental' ? (watermark.updated_at ?? watermark.created_at) : null,
      resumes,
      slices,
      tickets: null,
      deletion_checks: provesDeletions ? mostQuestions(await this.known.storedTickets()) : 0,
      ...(resumes
        ? { requests: slices.length, least: true, basis: 'a page of each part that is left' }
        : readTwice(await this.listCosts(stream, mode, slices.length), planned?.twice)),
    };
  }

  private async dryPlan(
    stream: Stream,
    mode: 'full' | 'incremental',
    watermark: { created_at: string | null; updated_at: string | null },
    since: string | null,
    isFirst: boolean,
  ): Promise<Plan | null> {
    const plan = await stream.plan?.({
      settings: settingsOf(this.source),
      queueIds: await this.known.queueIds(),
      mode,
      watermark,
      since,
      isFirst,
      openTicketIds: mode === 'incremental' ? await this.known.openTicketIds(this.doneSince()) : [],
      call: () => Promise.reject(new Error(`a dry run of ${stream.name} asked the service`)),
      now: instantOfDate(new Date(this.now)),
      dry: true,
    });
    return plan ?? null;
  }

  private async listCosts(stream: Stream, mode: 'full' | 'incremental', slices: number): Promise<Estimate> {
    const last = await this.known.lastRun(stream.name, mode);
    if (stream.name !== 'tickets') return listEstimate(last);
    if (mode === 'incremental') return incrementalEstimate(last, slices);
    return fullEstimate(
      last,
      await this.known.storedTickets(),
      this.source.pageSize ?? this.source.vendor.defaults.pageSize,
    );
  }

  private async ticketCalls(stream: Stream): Promise<PlannedStream> {
    const mode = this.tickets?.mode ?? 'incremental';
    const last = await this.known.lastRun('tickets', mode);
    const estimate = ticketEstimate({
      waiting: await this.known.waitingTickets(stream.name),
      changed: this.tickets === undefined ? 0 : (last?.changed ?? null),
      rescan: await this.rescan(stream),
      stored: await this.known.storedTickets(),
      open: (await this.known.openTicketIds()).length,
      files: await this.fileLists(stream),
    });
    const { name } = stream;
    return {
      stream: name,
      mode,
      reason: null,
      changed_since: null,
      resumes: false,
      slices: null,
      deletion_checks: 0,
      ...estimate,
    };
  }

  private async rescan(stream: Stream): Promise<'all' | 'open' | null> {
    if (this.options.full) return 'all';
    if (!stream.childChangesUntracked) return null;
    // A full scan that is part of this plan has ended by then.
    if (this.tickets?.mode === 'full') return 'all';
    const { lastFullAt } = await this.known.state('tickets');
    const { lastRescanAt } = await this.known.state(stream.name);
    return rescanScope(lastFullAt, lastRescanAt, (at) => this.isDue(at, this.config.commentsRescanEveryMs));
  }

  private async fileLists(stream: Stream): Promise<FileListUse> {
    const selected = wantsAttachments({ source: this.source, options: this.options });
    const { lastFullAt } = await this.known.state('tickets');
    // A full scan that is part of this plan has ended by then.
    const after = this.tickets?.mode === 'full' ? instantOfDate(new Date(this.now)) : lastFullAt;
    return fileListUse(this.source, stream, await this.known.fileLists(stream.name), after, selected);
  }

  private doneSince(): string | null {
    const { doneRescanMs = 0 } = this.source;
    return doneRescanMs > 0 ? instantOfDate(new Date(this.now - doneRescanMs)) : null;
  }

  private isDue(since: string, everyMs: number): boolean {
    return isDue(this.now, since, everyMs);
  }
}

/** What was counted in an earlier run holds the second reading already. */
function readTwice(estimate: Estimate, twice: Plan['twice']): Estimate {
  const { requests, basis } = estimate;
  if (twice === undefined || !estimate.least) return estimate;
  if (twice === 'pages') return { ...estimate, basis: `${basis}; several pages are read twice` };
  return { ...estimate, requests: requests === null ? null : 2 * requests, basis: `${basis}; read twice` };
}
