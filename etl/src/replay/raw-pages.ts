/** What raw/ holds of a source, in the order in which it was received. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { BrokenPage, DamageHandler, ParsedPage } from '../raw/spool';
import { pagesIn, spoolFiles } from '../raw/spool';

/** The files of one run. */
export interface RawRun {
  runId: string;
  files: readonly string[];
}

/** Where a file of raw/ cannot be read any more, though its pages were loaded once. */
export interface Damage {
  file: string;
  at: number;
  /** torn: what follows is lost, too; broken: one page is. */
  kind: 'torn' | 'broken';
}

/** Oldest first. */
export async function rawRuns(rawFolder: string, source: string): Promise<RawRun[]> {
  const runs = new Map<string, string[]>();
  for (const file of await spoolFiles(rawFolder, source)) {
    const runId = file.split('/')[1] ?? '';
    runs.set(runId, [...(runs.get(runId) ?? []), file]);
  }
  return [...runs].map(([runId, files]) => ({ runId, files }));
}

/**
 * Whether raw/ still holds every page that was ever loaded.
 * @param loadedTo how far each spool file was loaded, in bytes; also files that were removed since
 */
export async function holdsAll(rawFolder: string, loadedTo: ReadonlyMap<string, number>): Promise<boolean> {
  for (const [file, end] of loadedTo) {
    const size = await stat(path.join(rawFolder, file)).then(
      (found) => found.size,
      () => -1,
    );
    if (size < end) return false;
  }
  return true;
}

/**
 * Pages of one run, those of its streams between one another as they were received.
 * @param loadedTo as in holdsAll: a file that ends before it was loaded to is damaged, one that ends later is torn
 */
export async function* pagesOfRun(
  rawFolder: string,
  { files }: RawRun,
  loadedTo: ReadonlyMap<string, number>,
  damaged: (damage: Damage) => void,
): AsyncGenerator<ParsedPage> {
  const all = files.map((file) => {
    const torn = (at: number): void => {
      if (at < (loadedTo.get(file) ?? 0)) damaged({ file, at, kind: 'torn' });
    };
    const broken = (page: BrokenPage): void => {
      damaged({ ...page, kind: 'broken' });
    };
    return new RawPageReader(rawFolder, file, { torn, broken });
  });
  try {
    const readers: RawPageReader[] = [];
    for (const reader of all) if (await reader.advance()) readers.push(reader);
    while (readers.length > 0) {
      const earliest = readers.reduce((best, next) => (next.head.receivedAt < best.head.receivedAt ? next : best));
      yield earliest.head;
      if (!(await earliest.advance())) readers.splice(readers.indexOf(earliest), 1);
    }
  } finally {
    for (const reader of all) await reader.close();
  }
}

/** Goes through one file page by page, a member of it in memory. */
class RawPageReader {
  private readonly members: AsyncGenerator<ParsedPage[]>;
  private pages: ParsedPage[] = [];
  private at = -1;

  constructor(rawFolder: string, file: string, trouble: DamageHandler) {
    this.members = pagesIn(rawFolder, file, 0, trouble);
  }

  get head(): ParsedPage {
    const page = this.pages[this.at];
    if (!page) throw new Error('a spool file was read beyond its end');
    return page;
  }

  async close(): Promise<void> {
    await this.members.return(undefined);
  }

  /** @returns false at the end of the file */
  async advance(): Promise<boolean> {
    this.at += 1;
    while (this.at >= this.pages.length) {
      const next = await this.members.next();
      if (next.done === true) return false;
      this.pages = next.value;
      this.at = 0;
    }
    return true;
  }
}
