/** Pages that are on disk and not loaded yet, as a crash leaves them. */
import path from 'node:path';
import { isVendorError } from '../../../vendors/errors';
import type { Json } from '../../../vendors/json';
import type { PagingContext, Stream } from '../../../vendors/vendor';
import { sizeOf } from '../base/files';
import type { SourceConfig } from '../config/config';
import type { StoredPage } from './page';
import type { BrokenPage, ParsedPage } from './spool';
import { JOURNAL } from './journal';
import { cutTornEnd, pagesIn, spoolFiles, streamIn } from './spool';

/**
 * @param loadedTo how far each spool file is loaded; files that are not in it are not loaded at all
 * @param broken told of pages that cannot be read: they are passed over, and asked for again
 * @returns the pages behind that, oldest first, their records read anew from the stored answers
 */
export async function* unloadedPages(
  rawFolder: string,
  source: SourceConfig,
  loadedTo: ReadonlyMap<string, number>,
  context: PagingContext,
  broken: (page: BrokenPage) => void,
): AsyncGenerator<StoredPage> {
  for (const file of await spoolFiles(rawFolder, source.name)) {
    if (streamIn(file) === JOURNAL) continue;
    const torn = (at: number): Promise<void> => cutTornEnd(rawFolder, file, at);
    for await (const pages of pagesIn(rawFolder, file, loadedTo.get(file) ?? 0, { torn, broken })) {
      for (const page of pages) {
        const stream = source.vendor.streams.find(({ name }) => name === page.stream);
        const stored = stream && storedPageOf(page, stream, context);
        if (stored) yield stored;
        else if (stream) broken({ file, at: page.place.start });
      }
    }
  }
}

/**
 * What a spooled page means, read by its stream from the answer as it was received.
 * @returns undefined when the stream finds no list in it, as in answers that earlier versions took for empty lists
 */
export function storedPageOf(page: ParsedPage, stream: Stream, context: PagingContext): StoredPage | undefined {
  // A refused request that was gone around has no answer: status 0.
  const records = page.status === 0 ? [] : recordsOf(page, stream, context);
  if (records === undefined) return undefined;
  const { status: _status, endpoint: _endpoint, json: _json, place, ...meta } = page;
  return { ...meta, records, spool: place };
}

/** A page that was written down, with its records; undefined when it cannot be read from there. */
export async function storedPageAt(
  rawFolder: string,
  source: SourceConfig,
  { stream: name, spool, receivedAt }: Pick<StoredPage, 'stream' | 'spool' | 'receivedAt'>,
  context: PagingContext,
): Promise<StoredPage | undefined> {
  const stream = source.vendor.streams.find((each) => each.name === name);
  if (!stream || (await sizeOf(path.join(rawFolder, spool.file))) === null) return undefined;
  const ignored = { torn: () => undefined, broken: () => undefined };
  for await (const pages of pagesIn(rawFolder, spool.file, spool.start, ignored)) {
    const page = pages.find((each) => each.receivedAt === receivedAt);
    return page && storedPageOf(page, stream, context);
  }
  return undefined;
}

function recordsOf(page: ParsedPage, stream: Stream, context: PagingContext): readonly Json[] | undefined {
  const answer = { status: page.status, headers: {}, json: page.json, bytes: null };
  try {
    return stream.read(answer, page.slice, page.cursor, context).records;
  } catch (error) {
    if (isVendorError(error)) return undefined;
    throw error;
  }
}
