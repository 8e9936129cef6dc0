/** What raw/ holds of a source, record by record, each with what its vendor makes of it. Nothing is changed there. */
import type { Json } from '../../../vendors/json';
import type { Rows } from '../../../vendors/model';
import { emptyRows } from '../../../vendors/model';
import type { PagingContext, Stream, UnifyContext } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import { storedPageOf } from './unloaded-pages';
import type { DamageHandler, ParsedPage } from './spool';
import { pagesIn, spoolFiles, streamIn } from './spool';
import { plainText } from '../../../markup/plain-text';
import { zoneRule } from '../mapping/zone-rule';

const PASSED_OVER: DamageHandler = { torn: () => undefined, broken: () => undefined };

/** A page as it was received, with its records. */
export interface RawPage {
  page: ParsedPage;
  stream: Stream;
  records: readonly Json[];
}

/**
 * @param rawFolder `raw/` of the lake
 * @param includesStream only files of these streams
 * @returns pages, oldest run first; the torn end of a file that is being written is passed over, and so are pages that
 *   are no JSON: `verify` names those
 */
export async function* rawPages(
  rawFolder: string,
  source: SourceConfig,
  includesStream: (stream: Stream) => boolean,
): AsyncGenerator<RawPage> {
  const context: PagingContext = { settings: settingsOf(source), queueIds: [] };
  for (const file of await spoolFiles(rawFolder, source.name)) {
    const stream = source.vendor.streams.find(({ name }) => name === streamIn(file));
    if (!stream || !includesStream(stream)) continue;
    for await (const pages of pagesIn(rawFolder, file, 0, PASSED_OVER)) {
      for (const page of pages) {
        const stored = storedPageOf(page, stream, context);
        if (stored) yield { page, stream, records: stored.records };
      }
    }
  }
}

/** What a record means; nothing where its vendor fails on it. */
export function meaningOf(
  source: SourceConfig,
  { page, stream }: { page: Pick<ParsedPage, 'slice' | 'receivedAt'>; stream: Stream },
  record: Json,
): Rows {
  const rows = emptyRows();
  try {
    stream.unify(record, page.slice, unifyContext(source, page.receivedAt), rows);
    return rows;
  } catch {
    return emptyRows();
  }
}

function unifyContext(source: SourceConfig, now: string): UnifyContext {
  return { settings: settingsOf(source), url: source.url, now, zoneRule, plainText, nameOf: () => null };
}
