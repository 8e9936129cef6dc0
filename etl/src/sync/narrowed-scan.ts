/**
 * Deletions in a scan that is narrowed to chosen projects: a ticket that it does not name may only have moved to a
 * project outside of it, so each is asked for by its id.
 */
import pLimit from 'p-limit';
import type { VendorError } from '../../../vendors/errors';
import { isVendorError } from '../../../vendors/errors';
import { readSlices } from '../../../vendors/paging';
import type { Slice, Stream } from '../../../vendors/vendor';
import type { SourceRun } from './source-run';
import type { Tally } from './run-rows';
import { allSettled } from '../base/together';

/**
 * Reads anew what has moved. To be called when all slices of the scan were read.
 * @returns ids of the tickets that the service says are not there; empty when the run was told to end meanwhile
 */
export async function goneFromProjects(run: SourceRun, stream: Stream, tally: Tally): Promise<string[]> {
  const one = stream.sliceOfOne;
  if (!one) return [];
  const gone: string[] = [];
  const limit = pLimit(run.concurrency);
  const ask = async (ticketId: string): Promise<void> => {
    if (run.stopped(tally)) return;
    const problem = await read(run, stream, tally, one(ticketId));
    if (problem?.code === 'not_found') gone.push(ticketId);
    else if (problem?.code === 'aborted') tally.problem('interrupted', null);
    else if (problem)
      run.note(stream.name, 'warning', `whether ticket ${ticketId} was deleted is not known: ${problem.message}`);
  };
  const missing = await run.work.missingInProjects();
  await allSettled(missing.map((ticketId) => limit(() => ask(ticketId))));
  await run.sink.flush();
  return run.stopped(tally) ? [] : gone;
}

async function read(run: SourceRun, stream: Stream, tally: Tally, slice: Slice): Promise<VendorError | null> {
  const context = await run.pagingContext();
  try {
    for await (const page of readSlices(stream, [slice], run.call, context)) {
      await run.keepContract(stream, page.records);
      await run.sink.put(stream, page, context);
      tally.page(page.records.length);
    }
    return null;
  } catch (error) {
    if (isVendorError(error)) return error;
    run.streamFailed(stream, tally, error);
    return null;
  }
}
