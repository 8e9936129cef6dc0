/**
 * The spool: every page as received but for secrets, on disk and fsynced before it is loaded. It is the raw
 * layer (`raw/<source>/<run>/<stream>.ndjson.gz`) and the durable boundary between extract and load in one.
 */
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Json, JsonObject } from '../../../vendors/json';
import { isObject, parseJson, textsIn } from '../../../vendors/json';
import type { Slice } from '../../../vendors/vendor';
import { MEMBER_HEADER_BYTES, gzipMember, memberLength, memberText } from './gzip-member';

/** What a line of the spool says. */
export interface SpooledPage {
  source: string;
  stream: string;
  slice: Slice;
  cursor: string | null;
  next: string | null;
  replacedBy: readonly Slice[] | null;
  unproven: string | null;
  total: number | null;
  /** Tickets created before this day are left out (`YYYY-MM-DD`). */
  since?: string | null;
  /** Names of members that were left out because they read like those of secrets; absent: none. */
  leftOut?: readonly string[];
  receivedAt: string;
  status: number;
  endpoint: string;
  /** The answer's JSON text, on one line. */
  body: string;
}

export interface SpoolPlace {
  /** Below the raw folder, with `/`. */
  file: string;
  /** Bytes: the page stands between them, maybe with others. */
  start: number;
  end: number;
}

/** Appends pages of one run and source; appends that meet are written and synced together. */
export class SpoolWriter {
  private readonly files = new Map<string, SpoolFile>();

  constructor(
    private readonly rawFolder: string,
    private readonly source: string,
    private readonly runId: string,
  ) {}

  /**
   * @param canWait the page may wait a moment for others, with which it is packed and synced: for small pages, a request
   *   each, that costs most of all
   * @returns resolves when the page is on disk
   */
  async append(page: SpooledPage, canWait = false): Promise<SpoolPlace> {
    const file = `${this.source}/${this.runId}/${page.stream}.ndjson.gz`;
    let spool = this.files.get(file);
    if (!spool) {
      spool = new SpoolFile(path.join(this.rawFolder, file));
      this.files.set(file, spool);
    }
    return { file, ...(await spool.append(lineOf(page), canWait)) };
  }

  /** Pages that wait for others are written now. */
  hurry(): void {
    for (const file of this.files.values()) file.hurry();
  }

  async close(): Promise<void> {
    this.hurry();
    await Promise.all([...this.files.values()].map((file) => file.close()));
    this.files.clear();
  }
}

/** So long a page waits for others, and so many are written together then. */
const LONGEST_WAIT_MS = 20;
const MOST_TOGETHER = 64;

type ByteSpan = Pick<SpoolPlace, 'start' | 'end'>;

class SpoolFile {
  private handle: Promise<FileHandle> | undefined;
  private end = 0;
  private waiting: string[] = [];
  private writing: Promise<ByteSpan> | undefined;

  constructor(private readonly file: string) {}

  append(line: string, canWait: boolean): Promise<ByteSpan> {
    this.waiting.push(line);
    // Whoever comes while a write is under way shares the next one.
    this.writing ??= Promise.all([this.inFlight, canWait ? this.moment() : undefined]).then(() => this.writeWaiting());
    if (!canWait || this.waiting.length >= MOST_TOGETHER) this.hurry();
    return this.writing;
  }

  private inFlight: Promise<unknown> = Promise.resolve();

  /** Ends the moment that pages wait for others. */
  hurry: () => void = () => undefined;

  private moment(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LONGEST_WAIT_MS);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async writeWaiting(): Promise<ByteSpan> {
    const lines = this.waiting;
    this.waiting = [];
    this.writing = undefined;
    const write = this.write(lines.join(''));
    this.inFlight = write.catch(() => undefined);
    return write;
  }

  private async write(lines: string): Promise<ByteSpan> {
    const member = await gzipMember(lines);
    this.handle ??= this.open();
    const handle = await this.handle;
    // A disk that is nearly full takes a part and says so by its count alone.
    for (let done = 0; done < member.length;) {
      const { bytesWritten } = await handle.write(member, done, member.length - done, this.end + done);
      done += bytesWritten;
    }
    await handle.datasync();
    const start = this.end;
    this.end += member.length;
    return { start, end: this.end };
  }

  private async open(): Promise<FileHandle> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a+').then(async (made) => {
      await made.close();
      return open(this.file, 'r+');
    });
    this.end = (await handle.stat()).size;
    return handle;
  }

  async close(): Promise<void> {
    await this.writing?.catch(() => undefined);
    await this.inFlight;
    if (this.handle) await (await this.handle).close();
  }
}

function lineOf(page: SpooledPage): string {
  const { body, ...head } = page;
  // The text of an answer is JSON: line breaks outside of its strings are blanks, inside there are none.
  return `${JSON.stringify(head).slice(0, -1)},"body":${body === '' ? 'null' : body.replace(/[\r\n]+/g, ' ')}}\n`;
}

export interface ParsedPage extends Omit<SpooledPage, 'body'> {
  json: Json;
  place: SpoolPlace;
}

/** The stream whose pages a spool file holds. */
export function streamIn(file: string): string {
  return path.posix.basename(file, '.ndjson.gz');
}

/** Spool files of a source, oldest run first. */
export async function spoolFiles(rawFolder: string, source: string): Promise<string[]> {
  const runs = await readdir(path.join(rawFolder, source)).catch(() => []);
  const files: string[] = [];
  for (const run of runs.sort()) {
    const names = await readdir(path.join(rawFolder, source, run)).catch(() => []);
    for (const name of names) if (name.endsWith('.ndjson.gz')) files.push(`${source}/${run}/${name}`);
  }
  return files;
}

/** A page that was written down and cannot be read: it is no JSON, or no list of its stream. What it said is lost. */
export interface BrokenPage {
  file: string;
  /** Byte at which the compressed member with the page begins. */
  at: number;
}

export function brokenPageText({ file, at }: BrokenPage): string {
  return `a page of raw/${file} at byte ${at} cannot be read`;
}

/** Where a file cannot be read as it was written. */
export interface DamageHandler {
  /**
   * The file cannot be read any more from this byte on; what follows is passed over.
   * @param isEnd the file ends within a member, as while it is written and after a crash; else it is damaged
   */
  torn(at: number, isEnd: boolean): Promise<void> | void;
  /** A page is passed over. */
  broken(page: BrokenPage): void;
}

/** Cuts a torn end off, as a crash leaves it: those pages were never confirmed and will be asked for again. */
export function cutTornEnd(rawFolder: string, file: string, at: number): Promise<void> {
  return truncate(path.join(rawFolder, file), at);
}

/**
 * Pages of one spool file from a member boundary on.
 * @param from a place between two pages, in bytes
 */
export async function* pagesIn(
  rawFolder: string,
  file: string,
  from: number,
  { torn, broken }: DamageHandler,
): AsyncGenerator<ParsedPage[]> {
  const full = path.join(rawFolder, file);
  const handle = await open(full, 'r');
  try {
    const { size } = await handle.stat();
    let at = from;
    while (at < size) {
      const text = await textAt(handle, at, size);
      if (typeof text === 'string') {
        await torn(at, text === 'end');
        return;
      }
      const place = { file, start: at, end: text.end };
      at = text.end;
      const lines = text.text.split('\n').filter((line) => line !== '');
      yield lines.flatMap((line) => {
        const page = readLine(line, place);
        if (page === undefined) broken({ file, at: place.start });
        return page ?? [];
      });
    }
  } finally {
    await handle.close();
  }
}

async function textAt(
  handle: FileHandle,
  at: number,
  size: number,
): Promise<{ text: string; end: number } | 'end' | 'damaged'> {
  const header = Buffer.alloc(MEMBER_HEADER_BYTES);
  await handle.read(header, 0, header.length, at);
  const length = memberLength(header);
  if (at + (length ?? header.length) > size) return 'end';
  if (length === undefined) return 'damaged';
  const member = Buffer.alloc(length);
  await handle.read(member, 0, length, at);
  const text = memberText(member);
  return text === undefined ? 'damaged' : { text, end: at + length };
}

function readLine(line: string, place: SpoolPlace): ParsedPage | undefined {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const {
    source,
    stream,
    slice,
    cursor,
    next,
    replacedBy,
    unproven,
    total,
    since,
    leftOut,
    receivedAt,
    status,
    endpoint,
    body,
  } = parsed.value;
  if (typeof source !== 'string' || typeof stream !== 'string' || !isSlice(slice)) return undefined;
  return {
    source,
    stream,
    slice,
    cursor: typeof cursor === 'string' ? cursor : null,
    next: typeof next === 'string' ? next : null,
    replacedBy: Array.isArray(replacedBy) ? slicesIn(replacedBy) : null,
    unproven: typeof unproven === 'string' ? unproven : null,
    total: typeof total === 'number' ? total : null,
    since: typeof since === 'string' ? since : null,
    leftOut: textsIn(leftOut),
    receivedAt: typeof receivedAt === 'string' ? receivedAt : '',
    status: typeof status === 'number' ? status : 0,
    endpoint: typeof endpoint === 'string' ? endpoint : '',
    json: body ?? null,
    place,
  };
}

function slicesIn(values: readonly unknown[]): Slice[] {
  return values.filter(isSlice);
}

function isSlice(value: unknown): value is Slice {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'params' in value &&
    isObject(value.params as JsonObject)
  );
}
