/** Reads slices page by page: those that are open, side by side, and what takes over from one of them alone. */
import pLimit from 'p-limit';
import { isVendorError } from '../../../vendors/errors';
import { pagesOf } from '../../../vendors/paging';
import type { Slice, Stream } from '../../../vendors/vendor';
import { awaitAllThenThrow } from '../base/await-all';
import { unitOf } from '../base/events';
import type { OpenSlice } from '../checkpoints/types';
import type { BegunScan } from './scan-begin';
import type { StreamMetrics } from './run-rows';
import type { SourceContext } from './source-context';
import { concurrencyOf, pagingContextOf } from './source-context';

/** What went wrong is in the tally. */
export async function readSlices(run: SourceContext, { stream, tally, open, taken }: BegunScan): Promise<void> {
  const limit = pLimit(concurrencyOf(run));
  for (const { slice } of open) taken.add(slice.key);
  await awaitAllThenThrow(open.map((item) => limit(() => readOnward(run, stream, tally, item, taken))));
}

/**
 * Reads a slice, and the one that takes over from it: a service may be asked for a slice of its own for each page, and
 * to load each page by itself cost most of what the export took. Where several take over they wait in the list, to be
 * read side by side.
 */
async function readOnward(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  first: OpenSlice,
  taken: Set<string>,
): Promise<void> {
  let successor = await readSlice(run, stream, tally, first);
  while (successor !== null && tally.outcome === 'complete' && !taken.has(successor.key)) {
    taken.add(successor.key);
    await run.publishSoon();
    successor = await readSlice(run, stream, tally, { slice: successor, cursor: null });
  }
}

/** @returns the only slice that takes over from this one; null: none or several do, or it is not known */
async function readSlice(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  open: OpenSlice,
): Promise<Slice | null> {
  if (run.faults.stopped(tally)) return null;
  try {
    return await readPages(run, stream, tally, open.slice, open.cursor);
  } catch (error) {
    if (open.cursor !== null && isVendorError(error) && ['invalid_request', 'not_found'].includes(error.code)) {
      run.log.note(
        stream.name,
        'info',
        'a stored page cursor was not accepted any more, so this part is read from its beginning',
      );
      return readSlice(run, stream, tally, { slice: open.slice, cursor: null });
    }
    run.faults.streamFailed(stream, tally, error);
    return null;
  }
}

async function readPages(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  slice: Slice,
  from: string | null,
): Promise<Slice | null> {
  const context = await pagingContextOf(run);
  for await (const page of pagesOf(stream, slice, run.call, context, from)) {
    await run.contracts?.check(stream.name, page.records);
    await run.sink.put(stream, page, context);
    if (page.note !== null) run.log.note(stream.name, 'info', page.note);
    run.log.progress(stream.name, tally, unitOf(stream.name), tally.rowsReceived, tally.vendorTotal);
    if (run.faults.stopped(tally)) return null;
    const [successor, ...others] = page.replacements ?? [];
    if (successor !== undefined && others.length === 0) return successor;
  }
  return null;
}
