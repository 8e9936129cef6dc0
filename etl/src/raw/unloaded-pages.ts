/** Pages that are on disk and not loaded yet, as a crash leaves them. */
import type { PagingContext, Stream } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';
import type { StoredPage } from './page';
import type { ReadPage } from './spool';
import { JOURNAL } from './journal';
import { pagesIn, spoolFiles, streamIn } from './spool';

/**
 * @param loadedTo how far each spool file is loaded; files that are not in it are not loaded at all
 * @returns the pages behind that, oldest first, their records read anew from the stored answers
 */
export async function* leftoverPages(
  rawFolder: string,
  source: SourceConfig,
  loadedTo: ReadonlyMap<string, number>,
  context: PagingContext,
): AsyncGenerator<StoredPage> {
  for (const file of await spoolFiles(rawFolder, source.name)) {
    if (streamIn(file) === JOURNAL) continue;
    for await (const pages of pagesIn(rawFolder, file, loadedTo.get(file) ?? 0)) {
      for (const page of pages) {
        const stream = source.vendor.streams.find(({ name }) => name === page.stream);
        if (stream) yield storedPageOf(page, stream, context);
      }
    }
  }
}

/** What a spooled page means, read by its stream from the answer as it was received. */
export function storedPageOf(page: ReadPage, stream: Stream, context: PagingContext): StoredPage {
  const answer = { status: page.status, headers: {}, json: page.json, bytes: null };
  // A refused request that was gone around has no answer: status 0.
  const records = page.status === 0 ? [] : stream.read(answer, page.slice, page.cursor, context).records;
  const { status: _status, endpoint: _endpoint, json: _json, place, ...said } = page;
  return { ...said, records, spool: place };
}
