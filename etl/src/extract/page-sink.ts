/** From page to durable row: spools each page at once, loads pages in batches behind it. */
import type { Json } from '../../../vendors/json';
import { parseJson } from '../../../vendors/json';
import type { Page } from '../../../vendors/paging';
import type { Redact } from '../../../vendors/redact';
import type { PagingContext, Stream } from '../../../vendors/vendor';
import type { LoadCounts, StoredPage } from '../load/page';
import type { SpoolPlace, SpoolWriter } from './spool';

const BATCH_ROWS = 10_000;
const BATCH_PAGES = 400;

export interface SinkParts {
  source: string;
  spool: SpoolWriter;
  load(pages: readonly StoredPage[]): Promise<ReadonlyMap<string, LoadCounts>>;
  loaded(counts: ReadonlyMap<string, LoadCounts>): void;
  redact: Redact;
  now(): string;
}

export class PageSink {
  private batch: StoredPage[] = [];
  private rows = 0;
  private loading: Promise<void> = Promise.resolve();
  private failure: { error: unknown } | undefined;

  constructor(private readonly parts: SinkParts) {}

  /** Resolves when the page is on disk; it may be loaded later. */
  async put(stream: Stream, page: Page, context: PagingContext): Promise<void> {
    const receivedAt = this.parts.now();
    const serialised = JSON.stringify(page.answer.json);
    const body = this.parts.redact(serialised);
    const records = body === serialised ? page.records : recordsOf(body, stream, page, context);
    const place = await this.parts.spool.append({
      source: this.parts.source,
      stream: stream.name,
      slice: page.slice,
      cursor: page.cursor,
      next: page.next,
      replacedBy: page.replacedBy,
      total: page.total,
      receivedAt,
      status: page.answer.status,
      endpoint: page.request.endpoint,
      body,
    });
    await this.add(storedPage(this.parts.source, stream.name, page, receivedAt, records, place));
  }

  /** Adds a page that is on disk already, as after a crash. */
  async add(page: StoredPage): Promise<void> {
    this.batch.push(page);
    this.rows += page.records.length;
    if (this.rows >= BATCH_ROWS || this.batch.length >= BATCH_PAGES) await this.loadBatch();
    this.throwFailure();
  }

  /** Resolves when everything put so far is loaded. */
  async flush(): Promise<void> {
    await this.loadBatch();
    await this.loading;
    this.throwFailure();
  }

  /** One batch loads while the next one fills; the third waits. */
  private async loadBatch(): Promise<void> {
    await this.loading;
    const pages = this.batch;
    if (pages.length === 0) return;
    this.batch = [];
    this.rows = 0;
    this.loading = this.parts.load(pages).then(
      (counts) => {
        this.parts.loaded(counts);
      },
      (error: unknown) => {
        this.failure = { error };
      },
    );
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}

function recordsOf(body: string, stream: Stream, page: Page, context: PagingContext): readonly Json[] {
  const parsed = parseJson(body);
  if (!parsed.ok) return [];
  return stream.read({ ...page.answer, json: parsed.value }, page.slice, page.cursor, context).records;
}

function storedPage(
  source: string,
  stream: string,
  page: Page,
  receivedAt: string,
  records: readonly Json[],
  spool: SpoolPlace,
): StoredPage {
  return {
    source,
    stream,
    slice: page.slice,
    cursor: page.cursor,
    next: page.next,
    replacedBy: page.replacedBy,
    total: page.total,
    receivedAt,
    records,
    spool,
  };
}
