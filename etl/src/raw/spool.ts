/**
 * The spool: every page as received but for secrets, on disk and fsynced before it is loaded. It is the raw
 * layer (`raw/<source>/<run>/<stream>.ndjson.gz`) and the durable boundary between extract and load in one.
 */
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Json, JsonObject } from '../../../vendors/json';
import { isObject, parseJson } from '../../../vendors/json';
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
  receivedAt: string;
  status: number;
  endpoint: string;
  /** The answer's JSON text, on one line. */
  body: string;
}

export interface SpoolPlace {
  /** Below the raw folder, with `/`. */
  file: string;
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

  /** Resolves when the page is on disk. */
  async append(page: SpooledPage): Promise<SpoolPlace> {
    const file = `${this.source}/${this.runId}/${page.stream}.ndjson.gz`;
    let spool = this.files.get(file);
    if (!spool) {
      spool = new SpoolFile(path.join(this.rawFolder, file));
      this.files.set(file, spool);
    }
    return { file, end: await spool.append(lineOf(page)) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()));
    this.files.clear();
  }
}

class SpoolFile {
  private handle: Promise<FileHandle> | undefined;
  private end = 0;
  private waiting: string[] = [];
  private writing: Promise<number> | undefined;

  constructor(private readonly file: string) {}

  append(line: string): Promise<number> {
    this.waiting.push(line);
    // Whoever comes while a write is under way shares the next one.
    this.writing ??= this.previous().then(() => this.writeWaiting());
    return this.writing;
  }

  private inFlight: Promise<unknown> = Promise.resolve();

  private previous(): Promise<unknown> {
    return this.inFlight;
  }

  private async writeWaiting(): Promise<number> {
    const lines = this.waiting;
    this.waiting = [];
    this.writing = undefined;
    const write = this.write(lines.join(''));
    this.inFlight = write.catch(() => undefined);
    return write;
  }

  private async write(lines: string): Promise<number> {
    const member = await gzipMember(lines);
    this.handle ??= this.open();
    const handle = await this.handle;
    // A disk that is nearly full takes a part and says so by its count alone.
    for (let done = 0; done < member.length;) {
      const { bytesWritten } = await handle.write(member, done, member.length - done, this.end + done);
      done += bytesWritten;
    }
    await handle.datasync();
    this.end += member.length;
    return this.end;
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
    await this.inFlight;
    if (this.handle) await (await this.handle).close();
  }
}

function lineOf(page: SpooledPage): string {
  const { body, ...head } = page;
  // The text of an answer is JSON: line breaks outside of its strings are blanks, inside there are none.
  return `${JSON.stringify(head).slice(0, -1)},"body":${body === '' ? 'null' : body.replace(/[\r\n]+/g, ' ')}}\n`;
}

export interface ReadPage extends Omit<SpooledPage, 'body'> {
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

/** Cuts a torn end off, as a crash leaves it: those pages were never confirmed and will be asked for again. */
export function cutTornEnd(rawFolder: string, file: string, at: number): Promise<void> {
  return truncate(path.join(rawFolder, file), at);
}

/**
 * Pages of one spool file from a member boundary on.
 * @param torn told where the file cannot be read any more; what follows is passed over
 */
export async function* pagesIn(
  rawFolder: string,
  file: string,
  from = 0,
  torn: (at: number) => Promise<void> | void = (at) => cutTornEnd(rawFolder, file, at),
): AsyncGenerator<ReadPage[]> {
  const full = path.join(rawFolder, file);
  const handle = await open(full, 'r');
  try {
    const { size } = await handle.stat();
    let at = from;
    while (at < size) {
      const text = await textAt(handle, at, size);
      if (text === undefined) {
        await torn(at);
        return;
      }
      at = text.end;
      const lines = text.text.split('\n').filter((line) => line !== '');
      yield lines.flatMap((line) => readLine(line, { file, end: text.end }));
    }
  } finally {
    await handle.close();
  }
}

async function textAt(
  handle: FileHandle,
  at: number,
  size: number,
): Promise<{ text: string; end: number } | undefined> {
  const header = Buffer.alloc(MEMBER_HEADER_BYTES);
  await handle.read(header, 0, header.length, at);
  const length = memberLength(header);
  if (length === undefined || at + length > size) return undefined;
  const member = Buffer.alloc(length);
  await handle.read(member, 0, length, at);
  const text = memberText(member);
  return text === undefined ? undefined : { text, end: at + length };
}

function readLine(line: string, place: SpoolPlace): ReadPage[] {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return [];
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
    receivedAt,
    status,
    endpoint,
    body,
  } = parsed.value;
  if (typeof source !== 'string' || typeof stream !== 'string' || !isSlice(slice)) return [];
  return [
    {
      source,
      stream,
      slice,
      cursor: typeof cursor === 'string' ? cursor : null,
      next: typeof next === 'string' ? next : null,
      replacedBy: Array.isArray(replacedBy) ? slicesIn(replacedBy) : null,
      unproven: typeof unproven === 'string' ? unproven : null,
      total: typeof total === 'number' ? total : null,
      since: typeof since === 'string' ? since : null,
      receivedAt: typeof receivedAt === 'string' ? receivedAt : '',
      status: typeof status === 'number' ? status : 0,
      endpoint: typeof endpoint === 'string' ? endpoint : '',
      json: body ?? null,
      place,
    },
  ];
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
