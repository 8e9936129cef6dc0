/**
 * Whether a ticket's list of files is asked for beside what else tells of them: `attachments: auto | activities | all`.
 * The list costs a request a ticket. So `auto` looks at a few tickets after each full scan, and asks for every ticket's
 * list once one of them held a file that was named nowhere else.
 */
import type { Page } from '../../../vendors/paging';
import type { Slice, Stream } from '../../../vendors/vendor';
import type { FileListState } from '../checkpoints/file-lists';
import type { ExportOptions } from '../base/run-result';
import type { SourceConfig } from '../config/config';
import { counted } from '../progress/format';
import type { SourceContext } from './source-context';

/** Tickets that are looked at after each full scan. */
export const SAMPLE = 50;

export type FileListUse = 'none' | 'sample' | 'all';

/**
 * The same answer for a run and for a dry run.
 * @param state of the stream's lists
 * @param lastFullAt of the tickets
 * @param selected whether attachments are exported
 */
export function fileListUse(
  { attachments = 'auto' }: SourceConfig,
  stream: Stream,
  { sampledAt, why }: FileListState,
  lastFullAt: string | null,
  selected: boolean,
): FileListUse {
  if (stream.fileList === undefined || !selected || attachments === 'activities') return 'none';
  if (attachments === 'all' || why !== null) return 'all';
  return lastFullAt !== null && (sampledAt === null || sampledAt < lastFullAt) ? 'sample' : 'none';
}

/** Whether a run, or a dry run, exports attachments. */
export function wantsAttachments({
  source,
  options,
}: {
  source: Pick<SourceConfig, 'streams'>;
  options: Pick<ExportOptions, 'streams'>;
}): boolean {
  return (options.streams ?? source.streams).includes('attachments');
}

export class FileLists {
  /** Tickets that are to be read first, and have told whether lists are needed. */
  private readonly announced = new Set<string>();

  private constructor(
    private readonly run: SourceContext,
    private readonly stream: Stream,
    private use: FileListUse,
    readonly sample: ReadonlySet<string>,
  ) {}

  /** To be called when the tickets wait that the run reads. */
  static async of(run: SourceContext, stream: Stream): Promise<FileLists> {
    const state = await run.queue.fileLists(stream.name);
    const { lastFullAt } = await run.work.state('tickets');
    const use = fileListUse(run.source, stream, state, lastFullAt, wantsAttachments(run));
    const sample = use === 'sample' ? await run.queue.spread(stream.name, SAMPLE) : [];
    return new FileLists(run, stream, use, new Set(sample));
  }

  /** @param plainly without the list, whatever is wanted */
  sliceOf(ticketId: string, plainly = false): Slice | undefined {
    const { stream, use } = this;
    const withList = !plainly && (use === 'all' || (use === 'sample' && this.sample.has(ticketId)));
    if (withList) return stream.fileList?.childSlice(ticketId);
    return stream.wholeChildSlice?.(ticketId) ?? stream.childSlice?.(ticketId);
  }

  /** Whether a ticket whose list cannot be read may be read without it: nothing is known yet that only lists name. */
  isTrial(ticketId: string): boolean {
    return this.use === 'sample' && this.sample.has(ticketId);
  }

  /** To be called before the page is written down: should the run be killed then, the next one knows. */
  async look(ticketId: string, page: Page): Promise<void> {
    const { run, stream } = this;
    const files = stream.fileList?.leftOut(page) ?? null;
    if (files === null) return;
    this.announced.add(ticketId);
    if (files === 0 || this.use !== 'sample') return;
    this.use = 'all';
    const at = run.times.clock.nextTimestamp();
    const why = `the list of files of ticket ${ticketId} holds ${counted(files, 'file')} that its activities do not name`;
    await run.queue.saveFileLists(stream.name, { sampledAt: at, why });
    await run.queue.queueRescan(stream.name, 'all', at);
    const tickets = await run.queue.count(stream.name);
    run.log.note(
      stream.name,
      'warning',
      `${why}: from now on the lists of all tickets are asked for, ${counted(tickets, 'request')} more in this run. \`attachments: activities\` of this source leaves such files out`,
    );
  }

  /**
   * To be called when the sample was read.
   * @returns why it is not known whether files are left out; null: it is known, or nobody has to know
   */
  async conclude(): Promise<string | null> {
    if (this.use !== 'sample' || this.sample.size === 0) return null;
    if (this.announced.size === 0)
      return 'no list of files of a ticket could be read, so whether activities leave files out is not known';
    await this.run.queue.saveFileLists(this.stream.name, {
      sampledAt: this.run.times.clock.nextTimestamp(),
      why: null,
    });
    return null;
  }
}
