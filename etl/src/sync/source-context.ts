/** What the scans of one source work with: the way to the service, the checkpoints, the sink, and what the run knows. */
import type { Call } from '../../../vendors/http';
import { instantOfDate } from '../../../vendors/time';
import type { PagingContext } from '../../../vendors/vendor';
import type { LakeClock } from '../base/clock';
import type { ExportOptions } from '../base/run-result';
import type { TicketQueue } from '../checkpoints/ticket-queue';
import type { WorkList } from '../checkpoints/types';
import type { Config, SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import type { Journal } from '../raw/journal';
import type { Contracts } from './contract';
import type { PageSink } from './page-sink';
import { isDue } from './scan-mode';
import type { SourceFaults } from './source-faults';
import type { SourceLog } from './source-log';

/** The times that a run works with: the lake's, the machine's and the service's. */
export interface RunTimes {
  /** Stamps of everything that is written down. */
  clock: LakeClock;
  /** The machine's clock, epoch ms. */
  machineNow(): number;
  /** The service's clock as its last response gave it, canonical; null before the first response. */
  serverNow(): string | null;
}

export interface SourceContext {
  config: Config;
  source: SourceConfig;
  options: ExportOptions;
  call: Call;
  times: RunTimes;
  work: WorkList;
  paging: PagingMemory;
  queue: TicketQueue;
  sink: PageSink;
  journal: Journal;
  /** The shapes that records may have when the contract is frozen; null: they may change. */
  contracts: Contracts | null;
  faults: SourceFaults;
  log: SourceLog;
  /** Publishes what was read so far, when the last publication is old enough. */
  publishSoon(): Promise<void>;
}

export function concurrencyOf({ options, source }: SourceContext): number {
  return options.concurrency ?? source.concurrency;
}

/** The day before which no ticket is kept; null: all are. */
export function sinceOf({ options, source }: SourceContext): string | null {
  return options.since ?? source.since;
}

export function pagingContextOf({ paging }: Pick<SourceContext, 'paging'>): Promise<PagingContext> {
  return paging.context();
}

/** What paging has to know of a source: read again only after queues came or changed. */
export class PagingMemory {
  private known: Promise<PagingContext> | undefined;

  constructor(
    private readonly source: SourceConfig,
    private readonly work: Pick<WorkList, 'queueIds'>,
  ) {}

  context(): Promise<PagingContext> {
    this.known ??= this.read();
    return this.known;
  }

  forget(): void {
    this.known = undefined;
  }

  private async read(): Promise<PagingContext> {
    return { settings: settingsOf(this.source), queueIds: await this.work.queueIds() };
  }
}

/** The canonical instant so long ago. */
export function instantBefore({ clock }: RunTimes, ms: number): string {
  return instantOfDate(new Date(clock.now() - ms));
}

/** Whether so much time has passed since a canonical instant, or nobody can say as it lies ahead. */
export function hasPassed({ machineNow }: RunTimes, since: string, everyMs: number): boolean {
  return isDue(machineNow(), since, everyMs);
}
