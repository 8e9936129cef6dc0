/** From page to durable row: spools each page at once, loads pages in batches behind it. */
import type { Json } from '../../../vendors/json';
import { VendorError } from '../../../vendors/errors';
import { describeRequest } from '../../../vendors/http';
import { jsonText, textsIn } from '../../../vendors/json';
import type { Page } from '../../../vendors/paging';
import type { Redact } from '../../../vendors/redact';
import { withoutSecrets } from '../../../vendors/redact';
import type { SecretHint } from '../../../vendors/secret-hint';
import type { PagingContext, Stream } from '../../../vendors/vendor';
import type { PageBatch } from '../load/loader';
import type { LoadCounts, StoredPage } from '../raw/page';
import { failpoint } from '../base/failpoint';
import type { Erase } from '../privacy/recurring';
import type { SpoolPlace, SpoolWriter } from '../raw/spool';

const BATCH_ROWS = 10_000;
/** Pages of a ticket hold a few rows each, and a load costs the same for a few as for many. */
const BATCH_PAGES = 2000;
/** So many pages at most are on their way to the disk, as many as are written together. */
const MOST_COMING = 64;

export interface SinkParts {
  source: string;
  spool: SpoolWriter;
  /** A new batch of pages that are loaded together. */
  batch(): PageBatch;
  /** Told of every page that was put and is on disk. */
  received(stream: string, records: number): void;
  loaded(counts: ReadonlyMap<string, LoadCounts>): void;
  /** Hides our own secrets, by value. */
  mask: Redact;
  /** Members that the service fills with secrets of its own. */
  secretMembers: ReadonlySet<string>;
  /** Whether the text of an answer could hold a secret, one of ours or of the service. */
  mayHoldSecret: SecretHint;
  /** Takes people who were erased out of an answer again. */
  erase: Erase;
  /** Tickets created before this day are left out (`YYYY-MM-DD`); null: none. */
  since: string | null;
  /** A later canonical instant with every call. */
  stamp(): string;
}

/** What is written down of a page. */
interface MaskedPage {
  records: readonly Json[];
  body: string;
  /** Names of members that are left out because they read like those of secrets. */
  leftOut: readonly string[];
}

export class PageSink {
  private batch: PageBatch | undefined;
  /** Resolves when every page that was put is on disk and added, or one of them failed. */
  private come: Promise<void> = Promise.resolve();
  private coming = 0;
  /** Resolves when all loads that were begun have ended: they follow one another, in the order of the pages. */
  private loads: Promise<void> = Promise.resolve();
  private failure: { error: unknown } | undefined;

  constructor(private readonly parts: SinkParts) {}

  /**
   * Resolves when the page is on disk; it may be loaded later. One of a request a ticket is small: it is on disk a
   * moment later, together with others, and counts as received no sooner.
   * @throws what failed, also of an earlier page
   */
  async put(stream: Stream, page: Page, context: PagingContext): Promise<void> {
    this.throwFailure();
    const { source, mask, spool, since, stamp } = this.parts;
    const { answer, request, slice, cursor, next, replacements, total } = page;
    const receivedAt = stamp();
    failpoint('page.received');
    const { records, body, leftOut } = this.kept(stream, page, context);
    const { endpoint } = request;
    const incompleteReason = page.incompleteReason === null ? null : mask(page.incompleteReason);
    // Member by member: whatever else a page carries is neither masked nor erased.
    const head = {
      ...{
        slice,
        cursor,
        next,
        replacedBy: replacements,
        total,
        unproven: incompleteReason,
        source,
        stream: stream.name,
        since,
        receivedAt,
      },
      ...(leftOut.length === 0 ? {} : { leftOut }),
    };
    const isSmall = stream.scope === 'ticket';
    const place = spool.append({ ...head, status: answer.status, endpoint, body }, isSmall);
    this.addLater(place, { ...head, records });
    if (!isSmall || this.coming >= MOST_COMING) await this.come;
    this.throwFailure();
  }

  /** Pages count and are loaded in the order in which they came. */
  private addLater(place: Promise<SpoolPlace>, page: Omit<StoredPage, 'spool'>): void {
    this.coming += 1;
    // Looked at when its turn comes, which may be after it failed.
    place.catch(() => undefined);
    this.come = this.addDurable(this.come, place, page)
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => {
        this.coming -= 1;
      });
  }

  private async addDurable(
    before: Promise<void>,
    place: Promise<SpoolPlace>,
    page: Omit<StoredPage, 'spool'>,
  ): Promise<void> {
    await before;
    const spool = await place;
    failpoint('page.spooled');
    // What was not added stays in the spool: what follows it must not be added before it.
    this.throwFailure();
    this.parts.received(page.stream, page.records.length);
    await this.add({ ...page, spool });
  }

  /** What may be written down of the page, and its records as they are read from that. */
  private kept(stream: Stream, page: Page, context: PagingContext): MaskedPage {
    const { mask, erase, secretMembers, mayHoldSecret } = this.parts;
    const { answer, records: received } = page;
    const asReceived = bodyText(answer);
    const isPlain = asReceived !== null && !mayHoldSecret(asReceived);
    const secretNames = new Set<string>();
    const leaveOut = (name: string): void => {
      secretNames.add(name);
    };
    const json = erase(isPlain ? answer.json : withoutSecrets(answer.json, secretMembers, mask, leaveOut));
    if (isPlain && json === answer.json) return { records: received, body: asReceived, leftOut: [] };
    const records = recordsIn(json, stream, page, context);
    if (records.length < received.length) throw lostRecords(page, records.length);
    return { records, body: jsonText(json), leftOut: textsIn(erase([...secretNames])) };
  }

  /** Adds a page that is on disk already, as after a crash. */
  async add(page: StoredPage): Promise<void> {
    this.throwFailure();
    this.batch ??= this.parts.batch();
    this.batch.add(page);
    if (this.batch.rows < BATCH_ROWS && this.batch.pages < BATCH_PAGES) return;
    // One batch loads while the next one fills; the third waits.
    const before = this.loads;
    this.beginLoad();
    await before;
    this.throwFailure();
  }

  /** Resolves when everything put so far is loaded. */
  async flush(): Promise<void> {
    this.parts.spool.hurry();
    await this.come;
    this.beginLoad();
    await this.loads;
    this.throwFailure();
  }

  private beginLoad(): void {
    const { batch } = this;
    if (batch === undefined) return;
    this.batch = undefined;
    this.loads = this.loads.then(() => this.load(batch));
  }

  private async load(batch: PageBatch): Promise<void> {
    // What was not loaded stays in the spool: what follows it must not be loaded before it.
    if (this.failure) return;
    try {
      this.parts.loaded(await batch.load());
    } catch (error) {
      this.failure = { error };
    }
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}

/** The text that the answer's JSON was read from; null: none, or one that cannot be written down as it is. */
function bodyText({ json, received }: Page['answer']): string | null {
  return received !== undefined && received.json === json && received.text.isWellFormed() ? received.text : null;
}

/** What is loaded is what was written down, so that loading it again later gives the same rows. */
function recordsIn(json: Json, stream: Stream, page: Page, context: PagingContext): readonly Json[] {
  // A refused request that was gone around has no answer.
  if (page.answer.status === 0) return [];
  return stream.read({ ...page.answer, json }, page.slice, page.cursor, context).records;
}

/** A page that lost records on its way to the disk must not be taken for all that the service said. */
function lostRecords({ request, records }: Page, left: number): VendorError {
  return new VendorError({
    code: 'incomplete',
    message: `only ${left} of ${records.length} records of a page could be kept once its secrets were taken out`,
    remedy: 'Report it. This is a bug in Ticketlake. Nothing was marked as deleted.',
    request: describeRequest(request),
  });
}
