/** Asks a service for single tickets by their ids: which of those that a scan did not name are really gone? */
import pLimit from 'p-limit';
import type { VendorError } from '../../../vendors/errors';
import { isVendorError } from '../../../vendors/errors';
import type { Page } from '../../../vendors/paging';
import { readSlices } from '../../../vendors/paging';
import type { PagingContext, Stream } from '../../../vendors/vendor';
import { awaitAllThenThrow } from '../base/await-all';
import type { StreamMetrics } from './run-rows';
import type { SourceContext } from './source-context';
import { concurrencyOf } from './source-context';

export interface Probed {
  /** Tickets that the service says are not there. */
  gone: string[];
  /** Tickets that it answered with: they were read anew. */
  living: string[];
  /** Why nothing is known of one of them: then nothing is concluded from the others. null: all are known. */
  incompleteReason: string | null;
  /** The service, or the provider behind it, has no request for a single ticket. */
  cannotAsk: boolean;
}

/** Statuses that say of a ticket that it is not there. */
const NOT_THERE: ReadonlyArray<number | undefined> = [404, 410];
const NOT_OFFERED: readonly string[] = ['unsupported', 'method_not_allowed'];

export class TicketProbe {
  private readonly gone: string[] = [];
  private readonly living: string[] = [];
  /** Merged tickets, each with the one that took it over. */
  private readonly merged = new Map<string, string>();
  private incompleteReason: string | null = null;
  private cannotAsk = false;

  constructor(
    private readonly run: SourceContext,
    private readonly stream: Stream,
    private readonly tally: StreamMetrics,
    private readonly context: PagingContext,
  ) {}

  /**
   * "Not found" counts only where a ticket that the scan did name is found the same way, before and afterwards.
   * @param tickets ids that are stored and that the scan did not name
   * @param knownGood ids that it did name
   */
  async ask(tickets: readonly string[], knownGood: readonly string[]): Promise<Probed> {
    await this.control(knownGood);
    const limit = pLimit(concurrencyOf(this.run));
    await awaitAllThenThrow(tickets.map((ticketId) => limit(() => this.askFor(ticketId))));
    await this.run.sink.flush();
    await this.confirmMerged();
    if (this.gone.length > 0) await this.control(knownGood);
    const { gone, living, incompleteReason, cannotAsk } = this;
    return { gone, living, incompleteReason, cannotAsk };
  }

  private get isSettled(): boolean {
    return this.incompleteReason !== null || this.cannotAsk || this.run.faults.stopped(this.tally);
  }

  private async control(knownGood: readonly string[]): Promise<void> {
    if (this.isSettled) return;
    let problem = 'the scan named no ticket that could be asked for the same way';
    for (const ticketId of knownGood) {
      const answer = await this.read(ticketId);
      if (Array.isArray(answer)) return;
      if (answer.code === 'aborted') return;
      this.cannotAsk = NOT_OFFERED.includes(answer.code);
      if (this.cannotAsk) return;
      problem = `ticket ${ticketId}, which was listed a moment ago, is not found by its id either: ${answer.message}`;
    }
    this.incompleteReason = `which tickets were deleted is not known: ${problem}`;
  }

  private async askFor(ticketId: string): Promise<void> {
    if (this.isSettled) return;
    const answer = await this.read(ticketId);
    if (Array.isArray(answer)) {
      await this.load(answer);
      this.living.push(ticketId);
      return;
    }
    const survivor = this.stream.mergedInto?.(answer) ?? null;
    if (answer.code === 'not_found' && NOT_THERE.includes(answer.status)) this.gone.push(ticketId);
    else if (survivor !== null && survivor !== ticketId) this.merged.set(ticketId, survivor);
    else if (answer.code !== 'aborted')
      this.incompleteReason ??= `whether ticket ${ticketId} was deleted is not known: ${answer.message}`;
  }

  /** The pages of one ticket, or why there are none. */
  private async read(ticketId: string): Promise<Page[] | VendorError> {
    const { run, stream, context } = this;
    const slice = stream.lookupSlice?.(ticketId, context);
    const pages: Page[] = [];
    try {
      if (slice) for await (const page of readSlices(stream, [slice], run.call, context)) pages.push(page);
      return pages;
    } catch (error) {
      if (isVendorError(error)) return error;
      throw run.faults.defect(error);
    }
  }

  private async load(pages: readonly Page[]): Promise<void> {
    const { run, stream, tally, context } = this;
    try {
      for (const page of pages) {
        await run.contracts?.check(stream.name, page.records);
        await run.sink.put(stream, page, context);
        tally.page(page.records.length);
      }
    } catch (error) {
      run.faults.streamFailed(stream, tally, error);
    }
  }

  /** A merged ticket is gone when the one that took it over is known. */
  private async confirmMerged(): Promise<void> {
    const stored = new Set(await this.run.work.storedAmong([...this.merged.values()]));
    for (const [ticketId, survivor] of this.merged) {
      if (stored.has(survivor)) this.gone.push(ticketId);
      else
        this.incompleteReason ??= `ticket ${ticketId} is said to be merged into ${survivor}, which no scan has named`;
    }
  }
}
